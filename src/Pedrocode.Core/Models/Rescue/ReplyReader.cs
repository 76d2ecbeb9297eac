using System.Collections.Immutable;
using System.Text;

namespace Pedrocode.Core.Models.Rescue;

/// <summary>Reads one reply from left to right.</summary>
internal sealed class ReplyReader(Reading reading)
{
    private const int MostUnreadable = 50;
    private readonly string text = reading.Text;
    private readonly StringBuilder content = new();
    private readonly StringBuilder reasoning = new();
    private readonly CodeSpans code = new();
    private readonly ImmutableArray<RescuedCall>.Builder calls = ImmutableArray.CreateBuilder<RescuedCall>();
    private readonly List<string> unknown = [];
    private bool reasoned;
    private int pieces;
    private int unreadable;
    private int at;

    public RescuedReply Read(bool reasoningOpen)
    {
        if (reasoningOpen && !SkipOpenReasoning())
        {
            return Reply();
        }
        if (Header() is { } cutHeader)
        {
            return cutHeader;
        }
        var from = at;
        while (Markup.Next(text, from) is var (found, marker))
        {
            from = found + 1;
            if (code.Covers(text, found) || !Applies(marker, found))
            {
                continue;
            }
            if (marker.Kind == MarkerKind.End)
            {
                Show(found);
                at = text.Length;
                break;
            }
            if (Take(found, marker) is { } cutOff)
            {
                return cutOff;
            }
            from = Math.Max(from, at);
            code.SkipTo(at);
        }
        var unfinished = CallFormat.BreaksOff(text, at) ? at : UnfinishedMarker();
        if (calls.Count + unknown.Count > 0 && CallFormat.BreaksOff(text, unfinished))
        {
            return CutOff(unfinished);
        }
        Show(unfinished);
        return calls.Count == 0 && unknown.Count == 0 && unreadable == 0
            ? LastResort.Find(Reply(), reading.Tools, isOnePiece: pieces < 2)
            : Reply();
    }

    /// <summary>A reply whose text breaks off in a call: nothing in it is executed.</summary>
    private RescuedReply CutOff(int found)
    {
        Show(found);
        calls.Clear();
        return Reply() with { IsCutOff = true };
    }

    private RescuedReply? Take(int found, Marker marker)
    {
        switch (marker.Kind)
        {
            case MarkerKind.Call:
                return Call(found, marker);
            case MarkerKind.Reasoning or MarkerKind.ReasoningOnLine:
                Show(found);
                var close = text.IndexOf(marker.Close, found, StringComparison.Ordinal);
                Think(found + marker.Text.Length, close < 0 ? text.Length : close);
                at = close < 0 ? text.Length : close + marker.Close.Length;
                return null;
            case MarkerKind.ReasoningClose when !reasoned:
                // The prompt began this reasoning without our knowing: all so far was thought, calls included.
                content.Clear();
                pieces = 0;
                calls.Clear();
                unknown.Clear();
                unreadable = 0;
                Think(0, found);
                at = found + marker.Text.Length;
                return null;
            default:
                Show(found);
                at = found + marker.Text.Length;
                return null;
        }
    }

    private RescuedReply? Call(int found, Marker marker)
    {
        var match = marker.Format!.Read(reading, found, marker.Text);
        switch (match.State)
        {
            case CallState.CutOff:
                return Surroundings.IsExample(text, at, found) ? null : CutOff(found);
            case CallState.Broken when !Surroundings.IsQuoted(text, at, found, match.End):
                Show(found);
                at = Formats.TaggedCalls.SkipClosers(reading, match.End);
                return ++unreadable > MostUnreadable ? CutOff(at) : null;
            case CallState.Found when match.Calls.IsEmpty || !Surroundings.IsQuoted(text, at, found, match.End):
                Show(found);
                Add(match.Calls);
                at = match.End;
                return null;
            case CallState.None when marker.Text != ">>>" && CallFormat.BreaksOff(text, found + marker.Text.Length):
                return CutOff(found);
            default:
                return null;
        }
    }

    private void Add(ImmutableArray<RescuedCall> found)
    {
        foreach (var call in found)
        {
            if (reading.Tools.Resolve(call.Name) is { } tool)
            {
                calls.Add(call with { Name = tool });
            }
            else
            {
                unknown.Add(reading.Tools.Clean(call.Name));
            }
        }
    }

    /// <summary>Moves past the reasoning that the prompt began; false where it never ends.</summary>
    private bool SkipOpenReasoning()
    {
        var start = reading.SkipSpace(0);
        start = Markup.ReasoningAt(text, start) is { } opening ? start + opening.Text.Length : 0;
        var end = Markup.ReasoningEnd(text, start);
        Think(start, end?.At ?? text.Length);
        at = end is { } close ? close.At + close.Length : text.Length;
        code.SkipTo(at);
        return end is not null;
    }

    /// <summary>Functionary's first header stands without its mark, for the prompt ended in it.</summary>
    private RescuedReply? Header()
    {
        var start = reading.SkipSpace(at);
        var match = Formats.FunctionaryCalls.Headed(reading, start);
        if (match.State == CallState.CutOff && reading.NameEnd(start) < text.Length)
        {
            return CutOff(start);
        }
        if (match.State == CallState.Found)
        {
            Add(match.Calls);
            at = match.End;
            code.SkipTo(at);
        }
        return null;
    }

    private bool Applies(Marker marker, int found) =>
        marker.Kind switch
        {
            MarkerKind.ReasoningOnLine => Surroundings.BeginsLine(text, at, found),
            MarkerKind.End when marker.Text is "<tool_response>" or "<function_results>" => Surroundings.BeginsLine(
                text,
                at,
                found
            ),
            MarkerKind.End when marker.Text is "</s>" or "<sep>" => text.AsSpan(found + marker.Text.Length)
                .IsWhiteSpace(),
            _ => true,
        };

    /// <summary>Where the marker begins in whose middle the text ends; its length where it ends in none.</summary>
    private int UnfinishedMarker()
    {
        var start = Markup.UnfinishedFrom(text, at);
        return text.Length - start >= 5 && !code.Covers(text, start) ? start : text.Length;
    }

    private void Show(int end)
    {
        if (end > at)
        {
            content.Append(text, at, end - at);
            pieces += text.AsSpan(at, end - at).IsWhiteSpace() ? 0 : 1;
        }
    }

    private void Think(int start, int end)
    {
        reasoned = true;
        var thought = text.AsSpan(start, end - start).Trim();
        if (thought.Length > 0)
        {
            reasoning.Append(reasoning.Length > 0 ? "\n" : "").Append(thought);
        }
    }

    private RescuedReply Reply()
    {
        var shown = content.ToString().Trim();
        // Granite and Hunyuan wrap what follows their reasoning.
        foreach (
            var (open, close) in reasoned
                ? (ReadOnlySpan<(string, string)>)[("<response>", "</response>"), ("<answer>", "</answer>")]
                : []
        )
        {
            if (shown.StartsWith(open, StringComparison.Ordinal))
            {
                shown = shown[open.Length..].Trim();
                shown = shown.EndsWith(close, StringComparison.Ordinal) ? shown[..^close.Length].Trim() : shown;
            }
        }
        return new RescuedReply(shown, reasoning.ToString(), calls.ToImmutable())
        {
            UnknownTools = [.. unknown],
            HasUnreadableCall = unreadable > 0,
        };
    }
}
