using System.Buffers;
using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Pedrocode.Core.Journals;

/// <summary>
/// An event as a JSON object that begins with its <c>type</c>, by the names that stand at <see cref="JobEvent"/>. The serializer's own
/// polymorphism prepares every type of event at the first one; a short job needs a dozen, and this prepares just those.
/// </summary>
internal static class EventJson
{
    private static readonly FrozenDictionary<string, Type> types = Declared()
        .ToFrozenDictionary(
            static kind => (string)kind.TypeDiscriminator!,
            static kind => kind.DerivedType,
            StringComparer.Ordinal
        );

    private static readonly FrozenDictionary<Type, JsonEncodedText> names = types.ToFrozenDictionary(
        static kind => kind.Value,
        static kind => JsonEncodedText.Encode(kind.Key)
    );

    /// <summary>Whether this version has an event of that name.</summary>
    public static bool Knows(string name) => types.ContainsKey(name);

    public static void Write(Utf8JsonWriter writer, JobEvent fact)
    {
        var fields = Fields(fact);
        var whole = new ArrayBufferWriter<byte>(fields.Length + 32);
        whole.Write("{\"type\":\""u8);
        whole.Write(names[fact.GetType()].EncodedUtf8Bytes);
        whole.Write(fields.Length > "{}".Length ? "\","u8 : "\""u8);
        whole.Write(fields.AsSpan(1));
        writer.WriteRawValue(whole.WrittenSpan, skipInputValidation: true);
    }

    public static JsonObject Node(JobEvent fact)
    {
        var node = new JsonObject { ["type"] = names[fact.GetType()].Value };
        foreach (var (name, value) in JsonNode.Parse(Fields(fact))!.AsObject().ToList())
        {
            node[name] = value?.DeepClone();
        }
        return node;
    }

    /// <summary>The event; one of another version is an <see cref="UnknownEvent"/>. Throws what a reader of JSON throws.</summary>
    public static JobEvent Read(JsonElement fact)
    {
        var name =
            fact.TryGetProperty("type"u8, out var type) && type.GetString() is { } told
                ? told
                : throw new JsonException("an event without a type");
        return types.TryGetValue(name, out var kind)
            ? (JobEvent)fact.Deserialize(JsonOf(kind))!
            : new UnknownEvent(name);
    }

    private static byte[] Fields(JobEvent fact) => JsonSerializer.SerializeToUtf8Bytes(fact, JsonOf(fact.GetType()));

    private static JsonTypeInfo JsonOf(Type type) =>
        JournalJson.Line.GetTypeInfo(type) ?? throw new InvalidOperationException($"no JSON for {type.Name}");

    private static IList<JsonDerivedType> Declared() =>
        ((IJsonTypeInfoResolver)JournalTypes.Default)
            .GetTypeInfo(typeof(JobEvent), JournalTypes.Default.Options)!
            .PolymorphismOptions!.DerivedTypes;
}
