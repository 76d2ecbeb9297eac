using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Pedrocode.Core.Models.Json;

/// <summary>
/// What models call a parameter because other agents' tools, on which they were trained, call it so. Such a name stands for a parameter
/// that is not given, and only where it can mean no other one of the tool and no second name means the same. The unit and the sense of a
/// value must be the same: <c>timeout_ms</c> and <c>ignore_case</c> are not here.
/// </summary>
internal static class ArgumentNames
{
    /// <summary>By letters and digits alone.</summary>
    private static readonly (string Parameter, string[] Others)[] Table =
    [
        (
            "file",
            ["path", "filepath", "filename", "targetfile", "relativepath", "absolutepath", "relativeworkspacepath"]
        ),
        (
            "old",
            ["oldstring", "oldstr", "oldtext", "oldcode", "oldcontent", "search", "searchtext", "find", "original"]
        ),
        ("new", ["newstring", "newstr", "newtext", "newcode", "newcontent", "replace", "replacement", "replacewith"]),
        ("all", ["replaceall"]),
        ("content", ["text", "contents", "filetext", "filecontent", "filecontents", "code", "body"]),
        ("command", ["cmd", "script", "commandline", "shellcommand", "bashcommand"]),
        ("timeout", ["timeoutseconds", "timeoutsecs", "timeoutsec"]),
        ("pattern", ["query", "regex", "regexp", "search", "searchpattern", "searchterm"]),
        ("path", ["directory", "dir", "folder", "file", "filepath", "searchpath"]),
        ("glob", ["include", "includepattern", "filepattern", "fileglob", "globpattern", "pattern"]),
        ("case", ["casesensitive"]),
        ("start", ["startline", "fromline", "linestart"]),
        ("end", ["endline", "toline", "lineend"]),
        ("patch", ["diff", "input", "patchtext", "unifieddiff"]),
        ("steps", ["plan", "tasks", "todo", "todos", "items"]),
        ("summary", ["message", "answer", "report"]),
    ];

    private static readonly string[] Wrappers = ["arguments", "parameters", "args", "input", "params"];

    /// <summary>What only explains a call.</summary>
    private static readonly string[] Remarks =
    [
        "description",
        "explanation",
        "reason",
        "reasoning",
        "thought",
        "thoughts",
        "rationale",
        "justification",
    ];

    /// <summary>
    /// The names given that the schema does not have and whose meaning is plain: the parameter each stands for, or null where it says
    /// nothing more than what is given besides.
    /// </summary>
    public static IReadOnlyDictionary<string, string?> Meant(JsonElement given, JsonElement schema)
    {
        var meant = new Dictionary<string, string?>(StringComparer.Ordinal);
        if (Schema.IsOpen(schema))
        {
            return meant;
        }
        var parameters = Schema.PropertyNames(schema);
        var byParameter = new Dictionary<string, JsonProperty>(StringComparer.Ordinal);
        var doubtful = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in given.EnumerateObject())
        {
            if (Schema.HasProperty(schema, property.Name) || IsWrapper(property))
            {
                continue;
            }
            if (
                Parameter(property.Name, parameters) is { } parameter
                && !byParameter.TryAdd(parameter, property)
                && byParameter[parameter].Name != property.Name
            )
            {
                doubtful.Add(parameter);
            }
        }
        foreach (var (parameter, property) in byParameter.Where(one => !doubtful.Contains(one.Key)))
        {
            if (!given.TryGetProperty(parameter, out var own))
            {
                meant[property.Name] = parameter;
            }
            else if (JsonElement.DeepEquals(own, property.Value))
            {
                meant[property.Name] = null;
            }
        }
        return meant;
    }

    /// <summary>The arguments of a call, an object, under its tool's own names and without what only explains it; where nothing changes, as they are.</summary>
    public static string Own(string arguments, string schema)
    {
        using var tool = JsonDocument.Parse(schema);
        using var given = JsonDocument.Parse(arguments, JsonRepair.Deep);
        var meant = new Dictionary<string, string?>(Meant(given.RootElement, tool.RootElement), StringComparer.Ordinal);
        foreach (var property in given.RootElement.EnumerateObject().Where(one => IsRemark(one, tool.RootElement)))
        {
            meant[property.Name] = null;
        }
        if (meant.Count == 0)
        {
            return arguments;
        }
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Wires.RequestJson.Options))
        {
            writer.WriteStartObject();
            foreach (var property in given.RootElement.EnumerateObject())
            {
                if (meant.TryGetValue(property.Name, out var parameter) && parameter is null)
                {
                    continue;
                }
                writer.WritePropertyName(parameter ?? property.Name);
                writer.WriteRawValue(property.Value.GetRawText(), skipInputValidation: true);
            }
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Whether all arguments stand in it: an object, or a string of one, under a name such as <c>input</c>.</summary>
    public static bool IsWrapper(JsonProperty property) =>
        Wrappers.Contains(property.Name)
        && (
            property.Value.ValueKind == JsonValueKind.Object
            || (
                property.Value.ValueKind == JsonValueKind.String
                // A patch may be called so too.
                && (property.Name != "input" || property.Value.GetString()!.AsSpan().TrimStart().StartsWith('{'))
            )
        );

    private static bool IsRemark(JsonProperty property, JsonElement schema) =>
        property.Value.ValueKind == JsonValueKind.String
        && Remarks.Contains(property.Name)
        && !Schema.IsOpen(schema)
        && !Schema.HasProperty(schema, property.Name);

    /// <summary>The one parameter that the name can stand for; null where there is none, or more than one.</summary>
    private static string? Parameter(string name, IReadOnlyList<string> parameters)
    {
        var letters = Letters(name);
        return parameters.Where(parameter => Letters(parameter) == letters).ToList() is [var same] ? same
            : Table
                .Where(row => parameters.Contains(row.Parameter) && row.Others.Contains(letters))
                .Select(static row => row.Parameter)
                .ToList()
                is [var only]
                ? only
            : null;
    }

    private static string Letters(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
