using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Journals;

/// <summary>
/// The job's output/ folder: strings above 64 KB stand there under their SHA-256, durable before the line that names
/// them as <c>{"$output":"&lt;sha256&gt;"}</c>.
/// </summary>
internal sealed class OutputFiles(string folder)
{
    public const int LongString = 64 * 1024;
    private const string Marker = "$output";

    /// <summary>The event's JSON with its long strings moved to files.</summary>
    public JsonNode Store(JsonNode node) => Map(node, Save);

    /// <summary>The event's JSON with its long strings back in place.</summary>
    public JsonElement Restore(JsonElement fact)
    {
        var node = Map(JsonNode.Parse(fact.GetRawText())!, static text => text, Load);
        return JsonSerializer.SerializeToElement(node, JournalNodeJson.Default.JsonNode);
    }

    public static bool MayHold(JsonElement fact) =>
        fact.GetRawText().Contains("{\"" + Marker + "\":\"", StringComparison.Ordinal);

    private JsonNode Map(JsonNode node, Func<string, JsonNode> onText, Func<string, string?>? onReference = null)
    {
        switch (node)
        {
            case JsonObject { Count: 1 } reference
                when reference[Marker] is JsonValue name && onReference?.Invoke(name.ToString()) is { } text:
                return JsonValue.Create(text)!;
            case JsonObject fields:
                foreach (var (key, value) in fields.ToList())
                {
                    if (value is not null && Map(value, onText, onReference) is var mapped && mapped != value)
                    {
                        fields[key] = mapped;
                    }
                }
                return fields;
            case JsonArray items:
                for (var i = 0; i < items.Count; i++)
                {
                    if (items[i] is { } value && Map(value, onText, onReference) is var mapped && mapped != value)
                    {
                        items[i] = mapped;
                    }
                }
                return items;
            case JsonValue text
                when text.GetValueKind() == JsonValueKind.String
                    && text.GetValue<string>() is { Length: > LongString / 4 } value:
                return onText(value) is JsonObject moved ? moved : node;
            default:
                return node;
        }
    }

    private JsonNode Save(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length <= LongString)
        {
            return JsonValue.Create(text)!;
        }
        var name = Convert.ToHexStringLower(SHA256.HashData(bytes));
        if (!File.Exists(Path.Combine(folder, name)))
        {
            PrivateDirectory.Ensure(folder);
            AtomicFile.Write(Path.Combine(folder, name), bytes);
        }
        return new JsonObject { [Marker] = name };
    }

    /// <summary>Null for what only looks like a reference: a result of the model may hold any object.</summary>
    private string? Load(string name)
    {
        var path = Path.Combine(folder, name);
        return name.Length == 64 && name.All(char.IsAsciiHexDigitLower) && File.Exists(path)
            ? File.ReadAllText(path)
            : null;
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(JsonNode))]
internal sealed partial class JournalNodeJson : System.Text.Json.Serialization.JsonSerializerContext;
