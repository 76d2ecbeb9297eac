using System.Text.Json;

namespace Pedrocode.FakeModel;

/// <summary>What a strict server refuses in a list of tools.</summary>
internal static class StrictTools
{
    private static readonly HashSet<string> Types =
    [
        "string",
        "number",
        "integer",
        "boolean",
        "array",
        "object",
        "null",
    ];

    public static string? Refusal(JsonElement tools)
    {
        if (tools.ValueKind != JsonValueKind.Array || tools.GetArrayLength() == 0)
            return "'tools' is not a list, or empty";
        var names = new HashSet<string>();
        foreach (var tool in tools.EnumerateArray())
        {
            if (tool.Text("type") != "function" || !tool.TryGetProperty("function", out var function))
                return "a tool is no function";
            if (function.Text("name") is not { } name || !StrictOpenAi.FunctionName().IsMatch(name))
                return "a tool's name does not match ^[a-zA-Z0-9_-]{1,64}$";
            if (!names.Add(name))
                return $"two tools are called {name}";
            if (function.Text("description") is not { Length: > 0 })
                return $"tool {name} has no description";
            if (!function.TryGetProperty("parameters", out var parameters) || parameters.Text("type") != "object")
                return $"tool {name}: 'parameters' is no schema of type object";
            if (RefusalOfSchema(parameters) is { } refusal)
                return $"tool {name}: {refusal}";
        }
        return null;
    }

    private static string? RefusalOfSchema(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object)
            return "a schema is not an object";
        if (new[] { "anyOf", "oneOf", "enum", "const", "$ref" }.Any(word => schema.TryGetProperty(word, out _)))
            return null;
        if (!schema.TryGetProperty("type", out var type))
            return "a schema without type";
        var types = type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray()] : new List<JsonElement> { type };
        if (types.Exists(one => one.ValueKind != JsonValueKind.String || !Types.Contains(one.GetString()!)))
            return $"unknown type {type.GetRawText()}";
        return types[0].GetString() switch
        {
            "object" => RefusalOfObject(schema),
            "array" when !schema.TryGetProperty("items", out _) => "an array without items",
            "array" => RefusalOfSchema(schema.GetProperty("items")),
            _ => null,
        };
    }

    private static string? RefusalOfObject(JsonElement schema)
    {
        if (!schema.TryGetProperty("properties", out var properties))
            return schema.TryGetProperty("additionalProperties", out _) ? null : "an object without properties";
        if (properties.ValueKind != JsonValueKind.Object)
            return "'properties' is not an object";
        if (schema.TryGetProperty("required", out var required))
        {
            if (required.ValueKind != JsonValueKind.Array)
                return "'required' is not a list";
            foreach (var name in required.EnumerateArray())
                if (name.ValueKind != JsonValueKind.String || !properties.TryGetProperty(name.GetString()!, out _))
                    return $"required {name.GetRawText()} is no property";
        }
        return properties
            .EnumerateObject()
            .Select(property => RefusalOfSchema(property.Value))
            .FirstOrDefault(r => r is not null);
    }
}
