using System.Text.Json;
using Pedrocode.Core.Models.OpenAi;
using Pedrocode.Core.Models.Wires;

namespace Pedrocode.Core.Models.Ollama;

/// <summary>Collects a reply from the lines of <c>/api/chat</c>; the one with <c>"done":true</c> is the last.</summary>
internal sealed class OllamaReply(string model, string? key) : IWireReply
{
    private readonly OpenAiMessage _message = new();
    private FinishReason _finish = FinishReason.Stop;
    private int? _prompt;
    private int? _completion;
    private bool _hasMessage;

    public bool IsWhole => IsDone;

    public bool IsDone { get; private set; }

    public bool HasParts => _message.HasParts;

    public ReplyPart[] TakeParts() => _message.TakeParts();

    public void AddEvent(string type, ReadOnlySpan<byte> data)
    {
        data = data.Trim(" \t\r\n"u8);
        // Some proxies make events of the lines.
        if (data.StartsWith("data:"u8))
            data = data["data:"u8.Length..].TrimStart(" "u8);
        if (data.IsEmpty || data[0] == ':')
            return;
        if (type == "error")
            throw ServerError.OfBytes(data, model, key);
        Read(JsonText.Sound(data));
        _message.CheckLength();
    }

    public void AddWhole(ReadOnlySpan<byte> json)
    {
        Read(JsonText.Sound(json));
        IsDone = true;
    }

    public ModelReply? ToReply(CallIds ids)
    {
        var usage = _prompt is null && _completion is null ? null : new TokenUsage(_prompt ?? 0, _completion ?? 0);
        return _hasMessage ? _message.ToReply(ids, _finish, usage) : null;
    }

    private void Read(ReadOnlySpan<byte> json)
    {
        try
        {
            ReadObject(json);
        }
        catch (InvalidOperationException e)
        {
            // A name with half a surrogate pair in it.
            throw new JsonException(e.Message, e);
        }
    }

    private void ReadObject(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw ServerError.NoReply(json, key);
        var isReply = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("message"u8))
                isReply |= ReadMessage(ref reader, json);
            else if (reader.ValueTextEquals("done"u8))
            {
                reader.Read();
                IsDone |= reader.TokenType == JsonTokenType.True;
                isReply |= reader.TokenType is JsonTokenType.True or JsonTokenType.False;
                reader.Skip();
            }
            else if (reader.ValueTextEquals("done_reason"u8))
                ReadReason(ref reader);
            else if (reader.ValueTextEquals("prompt_eval_count"u8))
                _prompt = ReadCount(ref reader) ?? _prompt;
            else if (reader.ValueTextEquals("eval_count"u8))
                _completion = ReadCount(ref reader) ?? _completion;
            else if (reader.ValueTextEquals("error"u8))
                throw ServerError.OfBytes(json, model, key);
            else
            {
                reader.Read();
                reader.Skip();
            }
        }
        _hasMessage |= isReply;
        if (!isReply)
            throw ServerError.NoReply(json, key);
    }

    private bool ReadMessage(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return false;
        }
        _message.Read(ref reader, json);
        return true;
    }

    private void ReadReason(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return;
        }
        _finish = JsonText.Read(ref reader) switch
        {
            "" or "stop" or "load" => FinishReason.Stop,
            "length" => FinishReason.Length,
            "tool_calls" => FinishReason.ToolCalls,
            _ => FinishReason.Unknown,
        };
    }

    private static int? ReadCount(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var number))
            return (int)Math.Clamp(number, 0, int.MaxValue);
        reader.Skip();
        return null;
    }
}
