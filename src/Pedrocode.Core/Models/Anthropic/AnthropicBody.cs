using System.Buffers;
using System.Text.Json;
using Pedrocode.Core.Models.Wires;

namespace Pedrocode.Core.Models.Anthropic;

/// <summary>
/// A request to the Messages API as bytes: what is fixed for a job first, the messages last. What stands before the messages, and
/// the whole of each request, is marked to be kept in the server's cache.
/// </summary>
internal static class AnthropicBody
{
    private const int MostTokens = 16_384;

    public static ReadOnlyMemory<byte> Write(ModelRequest request)
    {
        var bytes = new ArrayBufferWriter<byte>(16 * 1024);
        using var json = new Utf8JsonWriter(bytes, RequestJson.Options);
        json.WriteStartObject();
        json.WriteString("model"u8, request.Model);
        json.WriteNumber("max_tokens"u8, MostTokens);
        json.WriteBoolean("stream"u8, true);
        if (request.Temperature is { } temperature)
            json.WriteNumber("temperature"u8, Math.Min(temperature, 1));
        RequestJson.WriteStop(json, "stop_sequences"u8, request.StopsAt);
        // Marks the last block of every request, wherever it stands, and so leaves the messages alone.
        WriteCacheMark(json);
        WriteTools(json, request);
        WriteSystem(json, request);
        json.WriteStartArray("messages"u8);
        WriteMessages(json, [.. request.Messages.Where(static message => message is not SystemMessage)]);
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return bytes.WrittenMemory;
    }

    private static void WriteTools(Utf8JsonWriter json, ModelRequest request)
    {
        if (request.Tools.IsEmpty)
            return;
        json.WriteStartArray("tools"u8);
        foreach (var tool in request.Tools)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, tool.Name);
            json.WriteString("description"u8, tool.Description);
            json.WritePropertyName("input_schema"u8);
            json.WriteRawValue(tool.Parameters);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteSystem(Utf8JsonWriter json, ModelRequest request)
    {
        var text = string.Join("\n\n", request.Messages.OfType<SystemMessage>().Select(static system => system.Text));
        if (text.Length == 0)
            return;
        json.WriteStartArray("system"u8);
        WriteText(json, text, isCacheEnd: true);
        json.WriteEndArray();
    }

    private static void WriteMessages(Utf8JsonWriter json, ChatMessage[] messages)
    {
        for (var at = 0; at < messages.Length; at++)
        {
            json.WriteStartObject();
            json.WriteString("role"u8, messages[at] is AssistantMessage ? "assistant"u8 : "user"u8);
            json.WriteStartArray("content"u8);
            switch (messages[at])
            {
                case UserMessage user:
                    WriteText(json, user.Text);
                    break;
                case AssistantMessage assistant:
                    WriteAssistant(json, assistant);
                    break;
                case ToolMessage:
                    at = WriteResults(json, messages, at);
                    break;
                default:
                    throw new InvalidOperationException($"no wire form for {messages[at].GetType().Name}");
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
    }

    /// <summary>All results of one reply stand in one message. Returns the position of the last of them.</summary>
    private static int WriteResults(Utf8JsonWriter json, ChatMessage[] messages, int at)
    {
        for (; ; at++)
        {
            var result = (ToolMessage)messages[at];
            json.WriteStartObject();
            json.WriteString("type"u8, "tool_result"u8);
            json.WriteString("tool_use_id"u8, SendableId(result.CallId));
            json.WriteString("content"u8, result.Text.Length == 0 ? "(nothing)" : result.Text);
            json.WriteEndObject();
            if (at + 1 == messages.Length || messages[at + 1] is not ToolMessage)
                return at;
        }
    }

    private static void WriteAssistant(Utf8JsonWriter json, AssistantMessage assistant)
    {
        if (!string.IsNullOrWhiteSpace(assistant.Text) || assistant.Calls.IsEmpty)
            WriteText(json, assistant.Text.TrimEnd());
        foreach (var call in assistant.Calls)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "tool_use"u8);
            json.WriteString("id"u8, SendableId(call.Id));
            json.WriteString("name"u8, RequestJson.SendableName(call.Name));
            json.WritePropertyName("input"u8);
            json.WriteRawValue(RequestJson.SendableArguments(call.Arguments), skipInputValidation: true);
            json.WriteEndObject();
        }
    }

    /// <summary>A text of nothing but white space is refused.</summary>
    private static void WriteText(Utf8JsonWriter json, string text, bool isCacheEnd = false)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "text"u8);
        json.WriteString("text"u8, string.IsNullOrWhiteSpace(text) ? RequestJson.NoAnswer : text);
        if (isCacheEnd)
            WriteCacheMark(json);
        json.WriteEndObject();
    }

    private static void WriteCacheMark(Utf8JsonWriter json)
    {
        json.WriteStartObject("cache_control"u8);
        json.WriteString("type"u8, "ephemeral"u8);
        json.WriteEndObject();
    }

    private static string SendableId(string id) => RequestJson.SendableName(id);
}
