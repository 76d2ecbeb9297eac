using System.Buffers;
using System.Text.Json;
using Pedrocode.Core.Models.OpenAi;
using Pedrocode.Core.Models.Wires;

namespace Pedrocode.Core.Models.Ollama;

/// <summary>A request to <c>/api/chat</c> as bytes: what is fixed for a job first, the messages last.</summary>
internal static class OllamaBody
{
    public static ReadOnlyMemory<byte> Write(ModelRequest request, ModelServer server)
    {
        var bytes = new ArrayBufferWriter<byte>(16 * 1024);
        using var json = new Utf8JsonWriter(bytes, RequestJson.Options);
        json.WriteStartObject();
        json.WriteString("model"u8, request.Model);
        json.WriteBoolean("stream"u8, true);
        // A job's tools may run for long between two rounds: loading the model again would cost its cache, and minutes.
        json.WriteString("keep_alive"u8, "30m"u8);
        json.WriteStartObject("options"u8);
        if (request.ContextSize is { } size)
            json.WriteNumber("num_ctx"u8, size);
        if (request.Temperature is { } temperature)
            json.WriteNumber("temperature"u8, temperature);
        RequestJson.WriteStop(json, "stop"u8, request.StopsAt);
        json.WriteEndObject();
        RequestJson.WriteTools(json, request.Tools);
        json.WriteStartArray("messages"u8);
        foreach (var message in request.Messages)
            WriteMessage(json, message, server.ReturnsReasoning);
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return bytes.WrittenMemory;
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
                RequestJson.WriteText(json, "tool"u8, tool.Text);
                json.WriteString("tool_name"u8, RequestJson.SendableName(tool.Tool));
                json.WriteString("tool_call_id"u8, tool.CallId);
                break;
            default:
                throw new InvalidOperationException($"no wire form for {message.GetType().Name}");
        }
        json.WriteEndObject();
    }

    private static void WriteAssistant(Utf8JsonWriter json, AssistantMessage assistant, bool returnsReasoning)
    {
        json.WriteString("role"u8, "assistant"u8);
        json.WriteString(
            "content"u8,
            assistant.Text.Length == 0 && assistant.Calls.IsEmpty ? RequestJson.NoAnswer : assistant.Text
        );
        if (returnsReasoning && assistant.Reasoning is { Length: > 0 } reasoning)
            json.WriteString("thinking"u8, reasoning);
        if (assistant.Calls.IsEmpty)
            return;
        json.WriteStartArray("tool_calls"u8);
        foreach (var call in assistant.Calls)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, call.Id);
            json.WriteStartObject("function"u8);
            json.WriteString("name"u8, RequestJson.SendableName(call.Name));
            json.WritePropertyName("arguments"u8);
            json.WriteRawValue(RequestJson.SendableArguments(call.Arguments), skipInputValidation: true);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
