using System.Globalization;
using System.Text.Json;

namespace Pedrocode.Core.Models.Json;

/// <summary>Writes values as their schema wants them, and collects in <see cref="Faults"/> what cannot be.</summary>
internal sealed class ValueCoercion
{
    private const int Shown = 40;

    public List<string> Faults { get; } = [];

    public void Object(JsonElement given, JsonElement schema, string path, Utf8JsonWriter writer)
    {
        var values = Renamed(given, schema, path);
        writer.WriteStartObject();
        foreach (var (name, value) in values)
        {
            var property = Schema.Property(schema, name);
            if (value.ValueKind == JsonValueKind.Null && property is { } known && !AllowsNull(known))
            {
                continue;
            }
            writer.WritePropertyName(name);
            Value(value, property ?? default, path.Length > 0 ? $"{path}.{name}" : name, writer);
        }
        writer.WriteEndObject();
        var missing = Schema.Required(schema).Where(name => !IsGiven(name)).ToList();
        if (missing.Count > 0)
        {
            var inside = path.Length > 0 ? $" in {path}" : "";
            Faults.Add($"{Listed(missing)} {(missing.Count == 1 ? "is" : "are")} missing{inside}");
        }

        bool IsGiven(string name) =>
            values.TryGetValue(name, out var value)
            && (value.ValueKind != JsonValueKind.Null || AllowsNull(Schema.Property(schema, name) ?? default));
    }

    /// <summary>The given properties under the schema's own names; the last of two equal ones counts.</summary>
    private OrderedDictionary<string, JsonElement> Renamed(JsonElement given, JsonElement schema, string path)
    {
        var known = Schema.PropertyNames(schema);
        var meant = ArgumentNames.Meant(given, schema);
        var values = new OrderedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var property in given.EnumerateObject())
        {
            if (Schema.HasProperty(schema, property.Name) || Schema.IsOpen(schema))
            {
                values[property.Name] = property.Value;
            }
            else if (meant.TryGetValue(property.Name, out var parameter))
            {
                if (parameter is not null)
                {
                    values[parameter] = property.Value;
                }
            }
            else if (property.Value.ValueKind != JsonValueKind.Null)
            {
                var inside = path.Length > 0 ? $" in {path}" : "";
                Faults.Add($"there is no {Quoted(property.Name)}{inside}{Instead(property.Name, known)}");
            }
        }
        return values;
    }

    private void Value(JsonElement given, JsonElement schema, string path, Utf8JsonWriter writer)
    {
        var types = Schema.Types(schema);
        var type = types.FirstOrDefault(t => Has(given, t)) ?? types.FirstOrDefault(t => t != "null");
        switch (type)
        {
            case "string":
                Text(given, schema, path, writer);
                break;
            case "integer" or "number":
                Number(given, type, path, writer);
                break;
            case "boolean":
                Boolean(given, path, writer);
                break;
            case "array":
                List(given, schema, path, writer);
                break;
            case "object":
                NestedObject(given, schema, path, writer);
                break;
            default:
                given.WriteTo(writer);
                break;
        }
    }

    private void Text(JsonElement given, JsonElement schema, string path, Utf8JsonWriter writer)
    {
        var text = given.ValueKind switch
        {
            JsonValueKind.String => given.GetString(),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False or JsonValueKind.Object =>
                given.GetRawText(),
            JsonValueKind.Array when given.GetArrayLength() == 1 && given[0].ValueKind == JsonValueKind.String => given[
                0
            ]
                .GetString(),
            _ => null,
        };
        var choices = Schema
            .Choices(schema)
            .Where(c => c.ValueKind == JsonValueKind.String)
            .Select(c => c.GetString()!)
            .ToList();
        var choice =
            choices.Find(c => c == text)
            ?? choices.Find(c => string.Equals(c, text?.Trim(), StringComparison.OrdinalIgnoreCase));
        if (text is null || (choices.Count > 0 && choice is null))
        {
            Wrong(given, path, choices.Count > 0 ? $"one of {Listed(choices)}" : "a string", writer);
            return;
        }
        writer.WriteStringValue(choice ?? text);
    }

    private void Number(JsonElement given, string type, string path, Utf8JsonWriter writer)
    {
        var text = given.ValueKind switch
        {
            JsonValueKind.Number => given.GetRawText(),
            JsonValueKind.String => given.GetString()!.Trim(),
            _ => "",
        };
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            writer.WriteNumberValue(whole);
        }
        else if (
            decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact)
            && (type == "number" || decimal.IsInteger(exact))
        )
        {
            writer.WriteNumberValue(type == "integer" ? decimal.Truncate(exact) : exact);
        }
        else if (type == "number" && given.ValueKind == JsonValueKind.Number)
        {
            given.WriteTo(writer);
        }
        else
        {
            Wrong(given, path, type == "integer" ? "an integer" : "a number", writer);
        }
    }

    private void Boolean(JsonElement given, string path, Utf8JsonWriter writer)
    {
        var text = given.ValueKind == JsonValueKind.String ? given.GetString()!.Trim() : given.GetRawText();
        bool? value = text.ToLowerInvariant() switch
        {
            "true" or "yes" or "1" => true,
            "false" or "no" or "0" => false,
            _ => null,
        };
        if (value is { } known)
        {
            writer.WriteBooleanValue(known);
            return;
        }
        Wrong(given, path, "true or false", writer);
    }

    private void List(JsonElement given, JsonElement schema, string path, Utf8JsonWriter writer)
    {
        using var inner = Nested(given, '[');
        var list = inner?.RootElement ?? given;
        var items = Schema.Items(schema) ?? default;
        writer.WriteStartArray();
        var index = 0;
        foreach (var item in list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().ToArray() : [list])
        {
            Value(item, items, $"{path}[{index++}]", writer);
        }
        writer.WriteEndArray();
    }

    private void NestedObject(JsonElement given, JsonElement schema, string path, Utf8JsonWriter writer)
    {
        using var inner = Nested(given, '{');
        var value = inner?.RootElement ?? given;
        if (value.ValueKind != JsonValueKind.Object)
        {
            Wrong(given, path, $"an object such as {SchemaExample.Of(schema)}", writer);
            return;
        }
        Object(value, schema, path, writer);
    }

    /// <summary>The JSON that a string holds, where it begins as it should.</summary>
    private static JsonDocument? Nested(JsonElement given, char opening)
    {
        if (given.ValueKind != JsonValueKind.String || !given.GetString()!.TrimStart().StartsWith(opening))
        {
            return null;
        }
        return JsonRepair.Read(given.GetString()!) is { WasOpen: false } repaired
            ? JsonDocument.Parse(repaired.Json, JsonRepair.Deep)
            : null;
    }

    private void Wrong(JsonElement given, string path, string wanted, Utf8JsonWriter writer)
    {
        var raw = given.GetRawText();
        Faults.Add($"{Quoted(path)} must be {wanted}, not {(raw.Length > Shown ? raw[..Shown] + "…" : raw)}");
        writer.WriteNullValue();
    }

    private static bool Has(JsonElement given, string type) =>
        (given.ValueKind, type) switch
        {
            (JsonValueKind.String, "string") or (JsonValueKind.Array, "array") or (JsonValueKind.Object, "object") =>
                true,
            (JsonValueKind.Null, "null") or (JsonValueKind.True or JsonValueKind.False, "boolean") => true,
            (JsonValueKind.Number, "number") => true,
            (JsonValueKind.Number, "integer") => given.TryGetInt64(out _),
            _ => false,
        };

    private static bool AllowsNull(JsonElement schema) =>
        Schema.Types(schema) is var types && (types.Count == 0 || types.Contains("null"));

    private static string Instead(string name, IReadOnlyList<string> known) =>
        NearestName.Of(name, known) is { } nearest ? $", use {Quoted(nearest)}"
        : known.Count > 0 ? $", only {Listed(known)}"
        : "";

    private static string Listed(IReadOnlyList<string> names) =>
        names.Count == 1
            ? Quoted(names[0])
            : $"{string.Join(", ", names.SkipLast(1).Select(Quoted))} and {Quoted(names[^1])}";

    private static string Quoted(string name) => $"\"{(name.Length > Shown ? name[..Shown] + "…" : name)}\"";
}
