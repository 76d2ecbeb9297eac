using System.Text.Json;

namespace Pedrocode.Core.Models.Json;

/// <summary>The questions asked of a JSON schema, of the subset that tools are described in.</summary>
internal static class Schema
{
    public static bool HasProperty(JsonElement schema, string name) => Property(schema, name) is not null;

    public static JsonElement? Property(JsonElement schema, string name) =>
        Properties(schema) is { } properties && properties.TryGetProperty(name, out var property) ? property : null;

    public static IReadOnlyList<string> PropertyNames(JsonElement schema) =>
        Properties(schema) is { } properties ? [.. properties.EnumerateObject().Select(p => p.Name)] : [];

    /// <summary>Whether names that the schema does not list may be given.</summary>
    public static bool IsOpen(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("additionalProperties", out var more)
            ? more.ValueKind != JsonValueKind.False
            : Properties(schema) is null;

    public static IReadOnlyList<string> Required(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object
        && schema.TryGetProperty("required", out var required)
        && required.ValueKind == JsonValueKind.Array
            ? [.. required.EnumerateArray().Where(r => r.ValueKind == JsonValueKind.String).Select(r => r.GetString()!)]
            : [];

    /// <summary>The types a value may have, the preferred one first; empty: any.</summary>
    public static IReadOnlyList<string> Types(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return [];
        }
        if (schema.TryGetProperty("type", out var type))
        {
            return type.ValueKind switch
            {
                JsonValueKind.String => [type.GetString()!],
                JsonValueKind.Array =>
                [
                    .. type.EnumerateArray()
                        .Where(t => t.ValueKind == JsonValueKind.String)
                        .Select(t => t.GetString()!),
                ],
                _ => [],
            };
        }
        foreach (var choice in (ReadOnlySpan<string>)["anyOf", "oneOf"])
        {
            if (schema.TryGetProperty(choice, out var choices) && choices.ValueKind == JsonValueKind.Array)
            {
                return [.. choices.EnumerateArray().SelectMany(Types).Distinct()];
            }
        }
        return Choices(schema) is { Count: > 0 } values && values.All(v => v.ValueKind == JsonValueKind.String)
            ? ["string"]
            : [];
    }

    public static IReadOnlyList<JsonElement> Choices(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object
        && schema.TryGetProperty("enum", out var values)
        && values.ValueKind == JsonValueKind.Array
            ? [.. values.EnumerateArray()]
            : [];

    public static JsonElement? Items(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("items", out var items) ? items : null;

    private static JsonElement? Properties(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object
        && schema.TryGetProperty("properties", out var properties)
        && properties.ValueKind == JsonValueKind.Object
            ? properties
            : null;
}
