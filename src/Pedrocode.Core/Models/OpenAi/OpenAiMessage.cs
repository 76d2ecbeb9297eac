using System.Text.Json;
using Pedrocode.Core.Models.Wires;

namespace Pedrocode.Core.Models.OpenAi;

/// <summary>What the model says in a reply, from its deltas or its one whole message. Ollama's messages have the same form.</summary>
internal sealed class OpenAiMessage
{
    private const int Longest = 4 << 20;

    private readonly List<ReplyPart> _parts = [];
    private readonly TextChannel _text = new();
    private readonly TextChannel _reasoning = new();
    private readonly CallAssembly _calls = new();

    public bool HasParts => _parts.Count > 0;

    /// <summary>Throws where more came than anybody reads.</summary>
    public void CheckLength()
    {
        if (_text.Length + _reasoning.Length + _calls.Length > Longest)
            throw WireFailure.NotUnderstood($"sent a reply of more than {Longest >> 20} MB");
    }

    /// <param name="finish">Servers say <c>stop</c> with calls too.</param>
    public ModelReply ToReply(CallIds ids, FinishReason finish, TokenUsage? usage)
    {
        ToolCall[] calls = [.. _calls.Calls(ids)];
        return new ModelReply(
            _text.ToString(),
            [.. calls],
            calls.Length > 0 && finish == FinishReason.Stop ? FinishReason.ToolCalls : finish
        )
        {
            Reasoning = _reasoning.Length > 0 ? _reasoning.ToString() : null,
            Usage = usage,
        };
    }

    /// <summary>What came since the last call of this.</summary>
    public ReplyPart[] TakeParts()
    {
        ReplyPart[] parts = [.. _parts];
        _parts.Clear();
        return parts;
    }

    public void Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        var thought = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("content"u8) || reader.ValueTextEquals("refusal"u8))
            {
                reader.Read();
                AddContent(ref reader);
            }
            else if (
                reader.ValueTextEquals("reasoning_content"u8)
                || reader.ValueTextEquals("reasoning"u8)
                || reader.ValueTextEquals("thinking"u8)
                || reader.ValueTextEquals("reasoning_text"u8)
            )
            {
                reader.Read();
                // Some send the same thought under two names.
                if (reader.TokenType == JsonTokenType.String && !thought)
                    thought = AddReasoning(JsonText.Read(ref reader));
                else
                    reader.Skip();
            }
            else if (reader.ValueTextEquals("tool_calls"u8) || reader.ValueTextEquals("function_call"u8))
            {
                reader.Read();
                foreach (var piece in OpenAiCalls.Read(ref reader, json))
                    AddCall(piece);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }
    }

    /// <summary>A string, or Mistral's list of parts: <c>[{"type":"thinking","thinking":[…]},{"type":"text","text":"…"}]</c>.</summary>
    public void AddContent(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
            AddText(JsonText.Read(ref reader));
        else if (reader.TokenType == JsonTokenType.StartArray)
            AddParts(ref reader, thinking: false);
        else
            reader.Skip();
    }

    private void AddParts(ref Utf8JsonReader reader, bool thinking)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isText = reader.ValueTextEquals("text"u8);
                var isThought = reader.ValueTextEquals("thinking"u8);
                reader.Read();
                if (isThought && reader.TokenType == JsonTokenType.StartArray)
                    AddParts(ref reader, thinking: true);
                else if (reader.TokenType == JsonTokenType.String && (isThought || (isText && thinking)))
                    AddReasoning(JsonText.Read(ref reader));
                else if (reader.TokenType == JsonTokenType.String && isText)
                    AddText(JsonText.Read(ref reader));
                else
                    reader.Skip();
            }
        }
    }

    public void AddCall(CallPiece piece)
    {
        if (_calls.Add(piece) is { } part)
            _parts.Add(part);
    }

    public void AddText(string piece)
    {
        if (_text.Add(piece) is { Length: > 0 } shown)
            _parts.Add(new ReplyPart.Text(shown));
    }

    /// <summary>False where the piece was empty.</summary>
    public bool AddReasoning(string piece)
    {
        if (_reasoning.Add(piece) is { Length: > 0 } shown)
            _parts.Add(new ReplyPart.Reasoning(shown));
        return piece.Length > 0;
    }
}
