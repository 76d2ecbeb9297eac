using System.Buffers;
using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Pedrocode.Core.Models.Wires;

/// <summary>What the requests of all wires have in common.</summary>
internal static class RequestJson
{
    /// <summary>Strict servers refuse a message that says nothing.</summary>
    public const string NoAnswer = "(no answer)";

    public static JsonWriterOptions Options { get; } =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Tools in the form of OpenAI, which Ollama takes too.</summary>
    public static void WriteTools(Utf8JsonWriter json, ImmutableArray<ToolDefinition> tools)
    {
        if (tools.IsEmpty)
            return;
        json.WriteStartArray("tools"u8);
        foreach (var tool in tools)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "function"u8);
            json.WriteStartObject("function"u8);
            json.WriteString("name"u8, tool.Name);
            json.WriteString("description"u8, tool.Description);
            json.WritePropertyName("parameters"u8);
            json.WriteRawValue(tool.Parameters);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>The fields of a message that is nothing but text.</summary>
    public static void WriteText(Utf8JsonWriter json, ReadOnlySpan<byte> role, string text)
    {
        json.WriteString("role"u8, role);
        json.WriteString("content"u8, text);
    }

    /// <summary>Where the reply is to end, as a list of one.</summary>
    public static void WriteStop(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? stopsAt)
    {
        if (stopsAt is null)
            return;
        json.WriteStartArray(name);
        json.WriteStringValue(stopsAt);
        json.WriteEndArray();
    }

    /// <summary>A model may call a tool by any name; servers take back only these.</summary>
    public static string SendableName(string name)
    {
        if (name.Length == 0)
            return "unnamed";
        return string.Create(
            Math.Min(name.Length, 64),
            name,
            (sendable, from) =>
            {
                for (var at = 0; at < sendable.Length; at++)
                    sendable[at] = char.IsAsciiLetterOrDigit(from[at]) || from[at] is '_' or '-' ? from[at] : '_';
            }
        );
    }

    /// <summary>
    /// The model's own text where it is a JSON object. vLLM and llama.cpp parse the arguments of earlier calls and fail
    /// at any other text, so that is wrapped and stays legible for the model.
    /// </summary>
    public static string SendableArguments(string arguments)
    {
        if (string.IsNullOrWhiteSpace(arguments))
            return "{}";
        if (IsObject(arguments))
            return arguments;
        return $$"""{"not_json":"{{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(arguments)}}"}""";
    }

    private static bool IsObject(string text)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(System.Text.Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            var reader = new Utf8JsonReader(bytes.AsSpan(0, System.Text.Encoding.UTF8.GetBytes(text, bytes)));
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return false;
            reader.Skip();
            return !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
