using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Pedrocode.Core.Models.OpenAi;

/// <summary>
/// A request as bytes. What is fixed for a job comes first and the messages come last, so that a request without its
/// closing <c>]}</c> is a byte prefix of the job's next one.
/// </summary>
internal static class OpenAiBody
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    public static ReadOnlyMemory<byte> Write(ModelRequest request, bool returnsReasoning = false)
    {
        var bytes = new ArrayBufferWriter<byte>(16 * 1024);
        using var json = new Utf8JsonWriter(bytes, Options);
        json.WriteStartObject();
        json.WriteString("model"u8, request.Model);
        json.WriteBoolean("stream"u8, true);
        json.WriteStartObject("stream_options"u8);
        json.WriteBoolean("include_usage"u8, true);
        json.WriteEndObject();
        if (request.Temperature is { } temperature)
            json.WriteNumber("temperature"u8, temperature);
        if (!request.Tools.IsEmpty)
            WriteTools(json, request);
        json.WriteStartArray("messages"u8);
        foreach (var message in request.Messages)
            WriteMessage(json, message, returnsReasoning);
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return bytes.WrittenMemory;
    }

    private static void WriteTools(Utf8JsonWriter json, ModelRequest request)
    {
        json.WriteStartArray("tools"u8);
        foreach (var tool in request.Tools)
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

    private static void WriteMessage(Utf8JsonWriter json, ChatMessage message, bool returnsReasoning)
    {
        json.WriteStartObject();
        switch (message)
        {
            case SystemMessage system:
                json.WriteString("role"u8, "system"u8);
                json.WriteString("content"u8, system.Text);
                break;
            case UserMessage user:
                json.WriteString("role"u8, "user"u8);
                json.WriteString("content"u8, user.Text);
                break;
            case AssistantMessage assistant:
                WriteAssistant(json, assistant, returnsReasoning);
                break;
            case ToolMessage tool:
                json.WriteString("role"u8, "tool"u8);
                json.WriteString("tool_call_id"u8, tool.CallId);
                json.WriteString("content"u8, tool.Text);
                break;
            default:
                throw new InvalidOperationException($"no wire form for {message.GetType().Name}");
        }
        json.WriteEndObject();
    }

    private static void WriteAssistant(Utf8JsonWriter json, AssistantMessage assistant, bool returnsReasoning)
    {
        json.WriteString("role"u8, "assistant"u8);
        if (assistant.Text.Length > 0)
            json.WriteString("content"u8, assistant.Text);
        else if (assistant.Calls.IsEmpty)
            // Strict servers refuse a message that says nothing.
            json.WriteString("content"u8, "(no answer)"u8);
        else
            json.WriteNull("content"u8);
        if (returnsReasoning && assistant.Reasoning is { Length: > 0 } reasoning)
            json.WriteString("reasoning_content"u8, reasoning);
        if (assistant.Calls.IsEmpty)
            return;
        json.WriteStartArray("tool_calls"u8);
        foreach (var call in assistant.Calls)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, call.Id);
            json.WriteString("type"u8, "function"u8);
            json.WriteStartObject("function"u8);
            json.WriteString("name"u8, SendableName(call.Name));
            json.WriteString("arguments"u8, SendableArguments(call.Arguments));
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>A model may call a tool by any name; servers take back only these.</summary>
    internal static string SendableName(string name)
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
    internal static string SendableArguments(string arguments)
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
