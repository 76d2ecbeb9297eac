using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Pedrocode.Core.Models.Json;

namespace Pedrocode.Core.Models.Rescue;

/// <summary>Calls written as JSON, by whatever keys a model was trained on.</summary>
internal static class CallJson
{
    private static readonly string[] NameKeys =
    [
        "name",
        "tool_name",
        "function_name",
        "tool",
        "function",
        "recipient_name",
    ];
    private static readonly string[] ArgumentKeys =
    [
        "arguments",
        "parameters",
        "args",
        "input",
        "tool_input",
        "params",
        "kwargs",
        "function_args",
    ];
    private static readonly string[] Wrappers = ["function", "tool_call", "function_call", "tool_calls", "tool_uses"];
    private static readonly string[] Companions = ["id", "type", "tool_call_id", "call_id", "index"];

    /// <summary>The calls in <paramref name="json"/>, or null where it holds something else.</summary>
    public static ImmutableArray<RescuedCall>? Calls(string json, KnownTools tools)
    {
        using var document = JsonDocument.Parse(json, JsonRepair.Deep);
        return Calls(document.RootElement, tools, depth: 0);
    }

    /// <summary>As <see cref="Calls(string, KnownTools)"/>, but only what can be nothing else: known names, no foreign keys.</summary>
    public static ImmutableArray<RescuedCall>? CertainCalls(string json, KnownTools tools)
    {
        using var document = JsonDocument.Parse(json, JsonRepair.Deep);
        var root = document.RootElement;
        if (
            root.ValueKind == JsonValueKind.Object
            && root.EnumerateObject().ToArray() is [{ Name: "tool_calls" or "tool_call" } only]
        )
        {
            root = only.Value;
        }
        var items = root.ValueKind == JsonValueKind.Array ? root.EnumerateArray().ToArray() : [root];
        return items.Length > 0 && items.All(item => IsCertain(item, tools)) ? Calls(root, tools, depth: 0) : null;
    }

    /// <summary>The JSON object that stands for the arguments: an object as it is, a string of JSON as what it says; null where it is neither.</summary>
    public static string? Arguments(JsonElement given) =>
        given.ValueKind switch
        {
            JsonValueKind.Object => given.GetRawText(),
            JsonValueKind.Null or JsonValueKind.Undefined => "{}",
            JsonValueKind.String when string.IsNullOrWhiteSpace(given.GetString()) => "{}",
            JsonValueKind.String
                when JsonRepair.Read(given.GetString()!) is { WasOpen: false } inner && inner.Json[0] == '{' =>
                inner.Json,
            JsonValueKind.Array when given.GetArrayLength() == 0 => "{}",
            _ => null,
        };

    private static ImmutableArray<RescuedCall>? Calls(JsonElement value, KnownTools tools, int depth)
    {
        if (depth > 4)
        {
            return null;
        }
        if (value.ValueKind == JsonValueKind.Array)
        {
            var all = ImmutableArray.CreateBuilder<RescuedCall>();
            foreach (var item in value.EnumerateArray())
            {
                if (Calls(item, tools, depth + 1) is not { } calls)
                {
                    return null;
                }
                all.AddRange(calls);
            }
            return all.ToImmutable();
        }
        if (value.ValueKind != JsonValueKind.Object)
        {
            return null;
        }
        foreach (var wrapper in Wrappers)
        {
            if (
                value.TryGetProperty(wrapper, out var inner)
                && inner.ValueKind is JsonValueKind.Object or JsonValueKind.Array
            )
            {
                return Calls(inner, tools, depth + 1);
            }
        }
        return !IsDefinition(value) && Call(value, tools) is { } call ? [call] : null;
    }

    private static RescuedCall? Call(JsonElement value, KnownTools tools)
    {
        if (Named(value) is not { } named)
        {
            // {"get_time": {"city": "Paris"}}
            return
                value.EnumerateObject().ToArray() is [var only]
                && tools.Resolve(only.Name) is { } tool
                && Arguments(only.Value) is { } its
                ? new RescuedCall(tool, its)
                : null;
        }
        foreach (var key in ArgumentKeys)
        {
            if (value.TryGetProperty(key, out var given))
            {
                return Arguments(given) is { } arguments ? new RescuedCall(named.Name, arguments) : null;
            }
        }
        return new RescuedCall(named.Name, Rest(value, named.Key));
    }

    private static (string Key, string Name)? Named(JsonElement value)
    {
        foreach (var key in NameKeys)
        {
            if (value.TryGetProperty(key, out var name) && name.ValueKind == JsonValueKind.String)
            {
                return (key, name.GetString()!);
            }
        }
        return null;
    }

    // {"name": "get_time", "city": "Paris"}: what is no part of the call's own form must be its arguments.
    private static string Rest(JsonElement value, string nameKey)
    {
        var rest = new StringBuilder("{");
        foreach (var property in value.EnumerateObject())
        {
            if (property.Name != nameKey && !Companions.Contains(property.Name))
            {
                rest.Append(rest.Length > 1 ? "," : "");
                JsonRepair.WriteString(rest, property.Name);
                rest.Append(':').Append(property.Value.GetRawText());
            }
        }
        return rest.Append('}').ToString();
    }

    private static bool IsCertain(JsonElement item, KnownTools tools)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            return false;
        }
        if (item.TryGetProperty("function", out var function) && function.ValueKind == JsonValueKind.Object)
        {
            return IsCertain(function, tools);
        }
        if (Named(item) is not { } named || tools.Resolve(named.Name) is not { } tool)
        {
            return false;
        }
        var given = ArgumentKeys.Where(key => item.TryGetProperty(key, out _)).ToArray();
        if (
            given.Length > 1
            || !item.EnumerateObject()
                .All(p => p.Name == named.Key || Companions.Contains(p.Name) || given.Contains(p.Name))
        )
        {
            return false;
        }
        return given is [var key]
            ? Arguments(item.GetProperty(key)) is not null
            : Json.Schema.Required(tools.Schema(tool)).Count == 0;
    }

    // A model that repeats its tool list does not call anything.
    private static bool IsDefinition(JsonElement value) =>
        (value.TryGetProperty("description", out _) && !value.TryGetProperty("arguments", out _))
        || (
            value.TryGetProperty("parameters", out var parameters)
            && parameters.ValueKind == JsonValueKind.Object
            && parameters.TryGetProperty("properties", out var properties)
            && properties.ValueKind == JsonValueKind.Object
            && parameters.TryGetProperty("type", out _)
        );
}
