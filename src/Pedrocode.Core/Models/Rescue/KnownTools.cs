using System.Text;
using System.Text.Json;
using Pedrocode.Core.Models.Json;

namespace Pedrocode.Core.Models.Rescue;

/// <summary>The tools a reply may call: their names as models write them, and the types of their parameters.</summary>
internal sealed class KnownTools
{
    private static readonly string[] Namespaces =
    [
        "functions.",
        "functions::",
        "function.",
        "tools.",
        "tool.",
        "default_api.",
        "api.",
    ];
    private readonly Dictionary<string, JsonElement> schemas = new(StringComparer.Ordinal);

    public KnownTools(IReadOnlyList<ToolDefinition> tools)
    {
        foreach (var tool in tools)
        {
            schemas[tool.Name] = SchemaOf(tool);
        }
    }

    public bool None => schemas.Count == 0;

    public IReadOnlyCollection<string> Names => schemas.Keys;

    /// <summary>The tool that <paramref name="written"/> names: quotes, a namespace and a call's number do not count.</summary>
    public string? Resolve(string written)
    {
        var name = Clean(written);
        return schemas.ContainsKey(name) ? name : null;
    }

    public string Clean(string written)
    {
        var name = written.Trim().Trim('"', '\'', '`');
        if (schemas.ContainsKey(name))
        {
            return name;
        }
        var number = name.LastIndexOf(':');
        if (number > 0 && number < name.Length - 1 && name.AsSpan(number + 1).IndexOfAnyExceptInRange('0', '9') < 0)
        {
            name = name[..number];
        }
        foreach (var prefix in Namespaces)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
            {
                return name[prefix.Length..];
            }
        }
        return name;
    }

    /// <summary>Whether <paramref name="beginning"/> could be the beginning of a tool's name.</summary>
    public bool MayBecome(string beginning) =>
        schemas.Keys.Any(name => name.StartsWith(beginning, StringComparison.Ordinal))
        || Namespaces.Any(space =>
            space.StartsWith(beginning, StringComparison.Ordinal)
            || beginning.StartsWith(space, StringComparison.Ordinal)
        );

    public static bool IsName(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or ':' or '/';

    public JsonElement Schema(string tool) => schemas.GetValueOrDefault(tool);

    /// <summary>The only parameter that can take text handed over without a name, or null.</summary>
    public string? TextParameter(string tool)
    {
        var schema = Schema(tool);
        var required = Json.Schema.Required(schema);
        var names = required.Count > 0 ? required : Json.Schema.PropertyNames(schema);
        return
            names is [var only]
            && Json.Schema.Types(Json.Schema.Property(schema, only) ?? default) is ["string", ..] or []
            ? names[0]
            : null;
    }

    /// <summary>Whether the arguments have all names the tool requires and none it does not have.</summary>
    public bool Fits(string tool, JsonElement arguments)
    {
        var schema = Schema(tool);
        return arguments.ValueKind == JsonValueKind.Object
            && Json.Schema.Required(schema).All(name => arguments.TryGetProperty(name, out _))
            && (
                Json.Schema.IsOpen(schema)
                || arguments.EnumerateObject().All(p => Json.Schema.HasProperty(schema, p.Name))
            );
    }

    /// <summary>Writes the text of a parameter that stood without JSON quotes as the JSON value its schema means.</summary>
    public void WriteParameter(StringBuilder into, string tool, string parameter, string raw, bool? isText = null)
    {
        var types = Json.Schema.Types(Json.Schema.Property(Schema(tool), parameter) ?? default);
        var text = isText ?? (types.Contains("string") && !(types.Contains("null") && raw.Trim() == "null"));
        if (!text && Value(raw, guess: types.Count == 0 && isText is null) is { } value)
        {
            into.Append(value);
            return;
        }
        JsonRepair.WriteString(into, raw);
    }

    private static string? Value(string raw, bool guess)
    {
        try
        {
            using var strict = JsonDocument.Parse(raw, JsonRepair.Deep);
            return strict.RootElement.ValueKind == JsonValueKind.String && guess
                ? null
                : strict.RootElement.GetRawText();
        }
        catch (JsonException)
        {
            return !guess && JsonRepair.Read(raw) is { WasOpen: false } loose && !loose.Json.StartsWith('"')
                ? loose.Json
                : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static JsonElement SchemaOf(ToolDefinition tool)
    {
        try
        {
            using var document = JsonDocument.Parse(tool.Parameters);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
