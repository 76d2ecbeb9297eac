using System.Text.Json;
using Pedrocode.Core.Models.OpenAi;
using Pedrocode.Core.Models.Wires;

namespace Pedrocode.Core.Models.Anthropic;

/// <summary>Collects a reply from the events of the Messages API, or from one whole message.</summary>
internal sealed class AnthropicReply(string model, string? key) : IWireReply
{
    private readonly OpenAiMessage _message = new();
    private FinishReason? _finish;
    private int? _fresh;
    private int _written;
    private int _cached;
    private int? _completion;
    private bool _hasMessage;

    public bool IsWhole => _finish is not null || IsDone;

    public bool IsDone { get; private set; }

    public bool HasParts => _message.HasParts;

    public ReplyPart[] TakeParts() => _message.TakeParts();

    public void AddEvent(string type, ReadOnlySpan<byte> data)
    {
        data = data.Trim(" \t\r\n"u8);
        if (data.IsEmpty)
            return;
        if (type == "error")
            throw ServerError.OfBytes(data, model, key);
        if (data[0] == '{')
            With(data, Read);
        _message.CheckLength();
    }

    public void AddWhole(ReadOnlySpan<byte> json)
    {
        var bytes = json.ToArray();
        With(json, root => ReadWhole(root, bytes));
        IsDone = true;
    }

    public ModelReply? ToReply(CallIds ids)
    {
        // What came from the cache, and what was written to it, is counted apart from the rest.
        var usage =
            _fresh is null && _completion is null
                ? null
                : new TokenUsage((_fresh ?? 0) + _written + _cached, _completion ?? 0, _cached);
        return _hasMessage ? _message.ToReply(ids, _finish ?? FinishReason.Stop, usage) : null;
    }

    private static void With(ReadOnlySpan<byte> data, Action<JsonElement> read)
    {
        var reader = new Utf8JsonReader(JsonText.Sound(data));
        using var json = JsonDocument.ParseValue(ref reader);
        try
        {
            read(json.RootElement);
        }
        catch (InvalidOperationException e)
        {
            // A name with half a surrogate pair in it.
            throw new JsonException(e.Message, e);
        }
    }

    private void Read(JsonElement fact)
    {
        switch (TextOf(fact, "type"))
        {
            case "message_start":
                _hasMessage = true;
                if (Object(fact, "message") is { } message)
                    ReadUsage(message);
                break;
            case "content_block_start" when Object(fact, "content_block") is { } block:
                ReadBlock(block, IndexOf(fact));
                break;
            case "content_block_delta" when Object(fact, "delta") is { } delta:
                ReadDelta(delta, IndexOf(fact));
                break;
            case "message_delta":
                if (Object(fact, "delta") is { } end && TextOf(end, "stop_reason") is { Length: > 0 } reason)
                    _finish = FinishOf(reason);
                ReadUsage(fact);
                break;
            case "message_stop":
                IsDone = true;
                break;
            case "error":
            case "" when fact.TryGetProperty("error", out _):
                throw ServerError.OfJson(fact, model, key);
            default:
                break;
        }
    }

    private void ReadWhole(JsonElement message, byte[] json)
    {
        if (TextOf(message, "type") == "error")
            throw ServerError.OfJson(message, model, key);
        if (
            message.ValueKind != JsonValueKind.Object
            || !message.TryGetProperty("content", out var content)
            || content.ValueKind != JsonValueKind.Array
        )
            throw message.ValueKind == JsonValueKind.Object && ServerError.MessageOf(message) is not null
                ? ServerError.OfJson(message, model, key)
                : ServerError.NoReply(json, key);
        _hasMessage = true;
        var index = 0;
        foreach (var block in content.EnumerateArray())
            ReadBlock(block, index++);
        _finish = TextOf(message, "stop_reason") is { Length: > 0 } reason ? FinishOf(reason) : FinishReason.Stop;
        ReadUsage(message);
    }

    private void ReadBlock(JsonElement block, long index)
    {
        switch (TextOf(block, "type"))
        {
            case "text":
                _message.AddText(TextOf(block, "text"));
                break;
            case "thinking":
                _message.AddReasoning(TextOf(block, "thinking"));
                break;
            case "tool_use":
                // While it streams, the input is empty here and comes in pieces.
                var input =
                    Object(block, "input") is { } whole && whole.EnumerateObject().Any() ? whole.GetRawText() : "";
                _message.AddCall(new CallPiece(index, NullIfEmpty(TextOf(block, "id")), TextOf(block, "name"), input));
                break;
            default:
                break;
        }
    }

    private void ReadDelta(JsonElement delta, long index)
    {
        switch (TextOf(delta, "type"))
        {
            case "text_delta":
                _message.AddText(TextOf(delta, "text"));
                break;
            case "thinking_delta":
                _message.AddReasoning(TextOf(delta, "thinking"));
                break;
            case "input_json_delta":
                _message.AddCall(new CallPiece(index, null, "", TextOf(delta, "partial_json")));
                break;
            default:
                break;
        }
    }

    private void ReadUsage(JsonElement parent)
    {
        if (Object(parent, "usage") is not { } usage)
            return;
        _fresh = NumberOf(usage, "input_tokens") ?? _fresh;
        _written = NumberOf(usage, "cache_creation_input_tokens") ?? _written;
        _cached = NumberOf(usage, "cache_read_input_tokens") ?? _cached;
        _completion = NumberOf(usage, "output_tokens") ?? _completion;
    }

    private static FinishReason FinishOf(string reason) =>
        reason switch
        {
            "end_turn" or "stop_sequence" => FinishReason.Stop,
            "tool_use" => FinishReason.ToolCalls,
            "max_tokens" or "model_context_window_exceeded" => FinishReason.Length,
            "refusal" => FinishReason.ContentFilter,
            _ => FinishReason.Unknown,
        };

    private static JsonElement? Object(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object
        && parent.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Object
            ? value
            : null;

    private static string TextOf(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object
        && parent.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
            ? JsonText.Of(value)
            : "";

    private static int? NumberOf(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetDouble(out var number)
            ? (int)Math.Clamp(number, 0, int.MaxValue)
            : null;

    private static long IndexOf(JsonElement fact) =>
        fact.TryGetProperty("index", out var value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt64(out var index)
            ? index
            : 0;

    private static string? NullIfEmpty(string text) => text.Length > 0 ? text : null;
}
