using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pedrocode.FakeModel;

/// <summary>
/// A <see cref="ModelScript"/> as JSON: the properties of its records in snake_case, comments allowed, unknown ones refused.
/// <c>{"rules":[{"when":{"task":"fix","rounds":"..9"},"reply":{"calls":[{"name":"bash","arguments":{"command":"true"}}]}}]}</c>
/// </summary>
public static class ScriptFile
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        Converters =
        {
            new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower),
            new CountConverter(),
            new FakeCallConverter(),
        },
    };

    public static ModelScript Parse(string json) =>
        JsonSerializer.Deserialize<ModelScript>(json, Options) ?? throw new JsonException("the script is null");

    private sealed class CountConverter : JsonConverter<Count>
    {
        public override Count Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Number ? reader.GetInt32() : Count.Parse(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, Count value, JsonSerializerOptions options) =>
            writer.WriteStringValue($"{value.From}..{value.To}");
    }

    private sealed class FakeCallConverter : JsonConverter<FakeCall>
    {
        public override FakeCall Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
        {
            using var call = JsonDocument.ParseValue(ref reader);
            var arguments = call.RootElement.GetProperty("arguments");
            return new FakeCall(
                call.RootElement.Text("name") ?? throw new JsonException("a call without name"),
                arguments.ValueKind == JsonValueKind.String ? arguments.GetString()! : arguments.GetRawText(),
                call.RootElement.Text("id")
            );
        }

        public override void Write(Utf8JsonWriter writer, FakeCall value, JsonSerializerOptions options) =>
            throw new NotSupportedException("scripts are only read");
    }
}
