using System.Buffers;
using System.Text.Json;
using Pedrocode.Core.Models.Wires;

namespace Pedrocode.Core.Models.OpenAi;

/// <summary>
/// A request as bytes. What is fixed for a job comes first and the messages come last, so that a request without its
/// closing <c>]}</c> is a byte prefix of the job's next one.
/// </summary>
internal static class OpenAiBody
{
    public static ReadOnlyMemory<byte> Write(ModelRequest request, ModelServer server)
    {
        var bytes = new ArrayBufferWriter<byte>(16 * 1024);
        using var json = new Utf8JsonWriter(bytes, RequestJson.Options);
        json.WriteStartObject();
        json.WriteString("model"u8, request.Model);
        json.WriteBoolean("stream"u8, true);
        json.WriteStartObject("stream_options"u8);
        json.WriteBoolean("include_usage"u8, true);
        json.WriteEndObject();
        if (request.Temperature is { } temperature)
            json.WriteNumber("temperature"u8, temperature);
        RequestJson.WriteStop(json, "stop"u8, request.StopsAt);
        WriteExtras(json, request, server.Kind);
        RequestJson.WriteTools(json, request.Tools);
        json.WriteStartArray("messages"u8);
        foreach (var message in request.Messages)
            WriteMessage(json, message, server.ReturnsReasoning);
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return bytes.WrittenMemory;
    }

    /// <summary>What strict servers refuse and this one knows.</summary>
    private static void WriteExtras(Utf8JsonWriter json, ModelRequest request, ServerKind kind)
    {
        if (kind != ServerKind.LlamaCpp)
            return;
        json.WriteBoolean("cache_prompt"u8, true);
        if (request.Slot is { } slot)
            json.WriteNumber("id_slot"u8, slot);
    }

    private static void WriteMessage(Utf8JsonWriter json, ChatMessage message, bool returnsReasoning)
    {
        json.WriteStartObject();
        switch (message)
        {
            case SystemMessage system:
                RequestJson.WriteText(json, "system"u8, system.Text);
                break;
            case UserMessage user:
                RequestJson.WriteText(json, "user"u8, user.Text);
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
            json.WriteString("content"u8, RequestJson.NoAnswer);
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
            json.WriteString("name"u8, RequestJson.SendableName(call.Name));
            json.WriteString("arguments"u8, RequestJson.SendableArguments(call.Arguments));
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
