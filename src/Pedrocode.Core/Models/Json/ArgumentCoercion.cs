using System.Buffers;
using System.Text.Json;

namespace Pedrocode.Core.Models.Json;

/// <summary>
/// Makes a call's arguments fit their JSON schema: repairs the JSON, reads <c>"12"</c> as 12, one string as a list of one, JSON in a
/// string as what it says, and leaves out a null nobody requires. What does not fit is a fault that says what to send.
/// </summary>
public static class ArgumentCoercion
{
    private const int MostFaults = 4;

    /// <param name="tool">Names the tool in faults.</param>
    /// <param name="arguments">The model's own text.</param>
    /// <param name="schema">Of type object, as text: properties, required, type, items, enum, additionalProperties.</param>
    /// <param name="example">What a fault tells to send; null: one made from the schema.</param>
    public static CoercedArguments Coerce(string tool, string arguments, string schema, string? example = null)
    {
        using var schemaDocument = JsonDocument.Parse(string.IsNullOrWhiteSpace(schema) ? "{}" : schema);
        return Coerce(
            tool,
            arguments,
            schemaDocument.RootElement,
            example ?? SchemaExample.Of(schemaDocument.RootElement)
        );
    }

    private static CoercedArguments Coerce(string tool, string arguments, JsonElement schema, string example)
    {
        var repaired = JsonRepair.Read(string.IsNullOrWhiteSpace(arguments) ? "{}" : arguments);
        if (repaired is null)
        {
            return new CoercedArguments.Fault($"{tool}: the arguments are not JSON. Send {example}");
        }
        if (repaired.WasOpen)
        {
            return new CoercedArguments.CutOff(
                $"{tool}: the arguments break off, so nothing was done. Send the whole call again; if it was too long, in smaller parts."
            );
        }
        using var given = JsonDocument.Parse(repaired.Json, JsonRepair.Deep);
        if (AsObject(given.RootElement, schema) is not { } root)
        {
            return new CoercedArguments.Fault($"{tool}: the arguments must be one JSON object. Send {example}");
        }
        using (root)
        {
            return Fit(tool, root.RootElement, schema, example);
        }
    }

    private static CoercedArguments Fit(string tool, JsonElement given, JsonElement schema, string example)
    {
        var coercion = new ValueCoercion();
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { MaxDepth = JsonRepair.MaxDepth + 8 }))
        {
            coercion.Object(given, schema, path: "", writer);
        }
        if (coercion.Faults.Count > 0)
        {
            return new CoercedArguments.Fault(
                $"{tool}: {string.Join("; ", coercion.Faults.Take(MostFaults))}. Send {example}"
            );
        }
        using var fitted = JsonDocument.Parse(buffer.WrittenMemory, JsonRepair.Deep);
        return new CoercedArguments.Fitting(fitted.RootElement.Clone());
    }

    /// <summary>The object itself, or the one it is wrapped in: a string of JSON, a list of one, <c>{"arguments": {…}}</c>.</summary>
    private static JsonDocument? AsObject(JsonElement given, JsonElement schema, int wraps = 0)
    {
        if (wraps > 4)
        {
            return null;
        }
        switch (given.ValueKind)
        {
            case JsonValueKind.String when JsonRepair.Read(given.GetString()!) is { WasOpen: false } inner:
                using (var document = JsonDocument.Parse(inner.Json, JsonRepair.Deep))
                {
                    return document.RootElement.ValueKind == JsonValueKind.String
                        ? null
                        : AsObject(document.RootElement, schema, wraps + 1);
                }
            case JsonValueKind.Array when given.GetArrayLength() == 1:
                return AsObject(given[0], schema, wraps + 1);
            case JsonValueKind.Null:
                return JsonDocument.Parse("{}");
            case JsonValueKind.Object:
                return Wrapped(given, schema) is { } wrapped
                    ? AsObject(wrapped, schema, wraps + 1)
                    : JsonDocument.Parse(given.GetRawText(), JsonRepair.Deep);
            default:
                return null;
        }
    }

    private static JsonElement? Wrapped(JsonElement given, JsonElement schema)
    {
        foreach (var property in given.EnumerateObject())
        {
            if (
                ArgumentNames.IsWrapper(property)
                && !Schema.HasProperty(schema, property.Name)
                && given
                    .EnumerateObject()
                    .All(p => p.Name == property.Name || (p.Name is "name" && !Schema.HasProperty(schema, "name")))
            )
            {
                return property.Value;
            }
        }
        return null;
    }
}
