using System.Text;
using System.Text.Json;

namespace Pedrocode.Core.Models.Json;

/// <summary>One line of JSON that fits a schema: what a model is told to send.</summary>
internal static class SchemaExample
{
    public static string Of(JsonElement schema)
    {
        var line = new StringBuilder();
        Write(schema, line, depth: 0);
        return line.ToString();
    }

    private static void Write(JsonElement schema, StringBuilder line, int depth)
    {
        if (Given(schema) is { } given)
        {
            line.Append(given.GetRawText());
            return;
        }
        switch (Schema.Types(schema).FirstOrDefault(t => t != "null"))
        {
            case "integer" or "number":
                line.Append('1');
                break;
            case "boolean":
                line.Append("true");
                break;
            case "array" when depth < 4 && Schema.Items(schema) is { } items:
                line.Append('[');
                Write(items, line, depth + 1);
                line.Append(']');
                break;
            case "array":
                line.Append("[]");
                break;
            case "object":
                WriteObject(schema, line, depth);
                break;
            default:
                line.Append("\"…\"");
                break;
        }
    }

    private static void WriteObject(JsonElement schema, StringBuilder line, int depth)
    {
        line.Append('{');
        var separator = "";
        foreach (var name in depth < 4 ? Schema.Required(schema) : [])
        {
            line.Append(separator);
            JsonRepair.WriteString(line, name);
            line.Append(": ");
            Write(Schema.Property(schema, name) ?? default, line, depth + 1);
            separator = ", ";
        }
        line.Append('}');
    }

    private static JsonElement? Given(JsonElement schema) =>
        schema.ValueKind != JsonValueKind.Object ? null
        : Schema.Choices(schema) is [var first, ..] ? first
        : schema.TryGetProperty("examples", out var examples)
        && examples.ValueKind == JsonValueKind.Array
        && examples.GetArrayLength() > 0
            ? examples[0]
        : null;
}
