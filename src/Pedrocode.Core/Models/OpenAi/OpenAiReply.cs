using System.Text.Json;
using Pedrocode.Core.Models.Wires;

namespace Pedrocode.Core.Models.OpenAi;

/// <summary>Collects a reply from the events of a stream, or from one whole completion, and tells the parts as they come.</summary>
internal sealed class OpenAiReply(string model, string? key) : IWireReply
{
    private readonly OpenAiMessage _message = new();
    private FinishReason? _finish;
    private TokenUsage? _usage;
    private int? _cached;
    private bool _hasChoices;

    /// <summary>The server has said that the reply ends here, or <c>[DONE]</c>.</summary>
    public bool IsWhole => _finish is not null || IsDone;

    public bool IsDone { get; private set; }

    public bool HasParts => _message.HasParts;

    public ReplyPart[] TakeParts() => _message.TakeParts();

    /// <summary>One event of the stream.</summary>
    public void AddEvent(string type, ReadOnlySpan<byte> data)
    {
        data = data.Trim(" \t\r\n"u8);
        if (data.IsEmpty)
            return;
        if (data.SequenceEqual("[DONE]"u8))
            IsDone = true;
        else if (type == "error")
            throw Error(data);
        else if (data[0] == '{')
            Read(data);
    }

    /// <summary>The one JSON object of a server that does not stream.</summary>
    public void AddWhole(ReadOnlySpan<byte> json)
    {
        Read(json);
        if (!_hasChoices)
            throw NoReply(json);
        IsDone = true;
    }

    /// <summary>Null where nothing came that could be one.</summary>
    public ModelReply? ToReply(CallIds ids)
    {
        var usage = _usage is { Cached: 0 } && _cached is { } cached ? _usage with { Cached = cached } : _usage;
        return _hasChoices ? _message.ToReply(ids, _finish ?? FinishReason.Stop, usage) : null;
    }

    private void Read(ReadOnlySpan<byte> data)
    {
        var json = JsonText.Sound(data);
        try
        {
            ReadObject(json);
        }
        catch (InvalidOperationException e)
        {
            // A name with half a surrogate pair in it.
            throw new JsonException(e.Message, e);
        }
        _message.CheckLength();
    }

    private void ReadObject(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw NoReply(json);
        var hasError = false;
        var hasMessage = false;
        var hasChoices = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("choices"u8))
                hasChoices |= ReadChoices(ref reader, json);
            else if (reader.ValueTextEquals("usage"u8))
                ReadUsage(ref reader);
            else if (reader.ValueTextEquals("timings"u8))
                ReadTimings(ref reader);
            else if (reader.ValueTextEquals("error"u8))
                hasError |= SkipsValue(ref reader);
            else if (reader.ValueTextEquals("message"u8) || reader.ValueTextEquals("detail"u8))
                hasMessage |= SkipsValue(ref reader);
            else
                SkipsValue(ref reader);
        }
        _hasChoices |= hasChoices;
        if (hasError || (hasMessage && !hasChoices))
            throw Error(json);
    }

    private WireFailure NoReply(ReadOnlySpan<byte> json) => ServerError.NoReply(json, key);

    private WireFailure Error(ReadOnlySpan<byte> said) => ServerError.OfBytes(said, model, key);

    /// <summary>True where there was a value worth the name.</summary>
    private static bool SkipsValue(ref Utf8JsonReader reader)
    {
        reader.Read();
        var isValue = reader.TokenType is not (JsonTokenType.Null or JsonTokenType.False) && !reader.ValueTextIsEmpty();
        reader.Skip();
        return isValue;
    }

    /// <summary>False where there was none.</summary>
    private bool ReadChoices(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        var any = false;
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return any;
        }
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                any = true;
                ReadChoice(ref reader, json);
            }
            else
            {
                reader.Skip();
            }
        return any;
    }

    private void ReadChoice(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        var isOurs = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("index"u8))
            {
                reader.Read();
                isOurs = reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out var index) || index == 0;
            }
            else if (isOurs && (reader.ValueTextEquals("delta"u8) || reader.ValueTextEquals("message"u8)))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.StartObject)
                    _message.Read(ref reader, json);
                else
                    reader.Skip();
            }
            else if (isOurs && reader.ValueTextEquals("text"u8))
            {
                reader.Read();
                _message.AddContent(ref reader);
            }
            else if (isOurs && reader.ValueTextEquals("finish_reason"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.String)
                    _finish = FinishOf(JsonText.Read(ref reader)) ?? _finish;
                else
                    reader.Skip();
            }
            else
            {
                SkipsValue(ref reader);
            }
        }
    }

    private void ReadUsage(ref Utf8JsonReader reader)
    {
        if (OpenAiUsage.Read(ref reader) is { } usage)
            _usage = usage;
    }

    private void ReadTimings(ref Utf8JsonReader reader)
    {
        if (OpenAiUsage.ReadCacheOfTimings(ref reader) is { } cached)
            _cached = cached;
    }

    /// <summary>Null for what says nothing: an empty reason.</summary>
    private static FinishReason? FinishOf(string reason) =>
        reason switch
        {
            "" => null,
            "stop" or "eos" or "eos_token" or "end_turn" or "stop_sequence" or "STOP" => FinishReason.Stop,
            "tool_calls" or "tool_call" or "tool_use" or "tool" or "function_call" => FinishReason.ToolCalls,
            "length" or "max_tokens" or "MAX_TOKENS" or "model_length" => FinishReason.Length,
            "content_filter" or "SAFETY" => FinishReason.ContentFilter,
            "error" or "abort" => throw WireFailure.Passing($"broke off its reply ({reason})"),
            _ => FinishReason.Unknown,
        };
}

file static class Reading
{
    public static bool ValueTextIsEmpty(this ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String && reader.ValueSpan.IsEmpty;
}
