using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace Pedrocode.Core.Models.Rescue;

/// <summary>
/// A reply while it arrives: lets through only what cannot turn out to be call markup, reasoning or a control token any more.
/// Feed it each delta, show what comes back, and take the whole reply from <see cref="Complete"/>.
/// </summary>
public sealed partial class StreamedText
{
    private static readonly SearchValues<char> Interesting = SearchValues.Create($"`{{[{Markup.FirstCharacters}");

    private readonly IReadOnlyList<ToolDefinition> tools;
    private readonly KnownTools known;
    private readonly bool reasoningOpen;
    private readonly StringBuilder whole = new();
    private readonly StringBuilder text = new();
    private readonly StringBuilder reasoning = new();
    private readonly List<char> pending = [];
    private readonly ShownText shown = new();
    private StreamState state;
    private bool mayBeHarmony;
    private bool tookMarkup;
    private int at;

    /// <param name="tools">As in the request: without tools nothing can be a call.</param>
    /// <param name="reasoningOpen">The prompt ended inside the model's reasoning.</param>
    public StreamedText(IReadOnlyList<ToolDefinition> tools, bool reasoningOpen)
    {
        (this.tools, this.reasoningOpen, known) = (tools, reasoningOpen, new KnownTools(tools));
        mayBeHarmony = !reasoningOpen;
        state = reasoningOpen ? StreamState.OpenReasoning : StreamState.Start;
    }

    /// <summary>What of the text so far may be shown now that was not before.</summary>
    public StreamedPiece Feed(string delta)
    {
        whole.Append(delta);
        if (state != StreamState.Held)
        {
            pending.AddRange(delta);
            at = 0;
            while (at < pending.Count && state != StreamState.Held && Step(CollectionsMarshal.AsSpan(pending))) { }
            pending.RemoveRange(0, state == StreamState.Held ? pending.Count : at);
        }
        var piece = new StreamedPiece(text.ToString(), reasoning.ToString());
        text.Clear();
        reasoning.Clear();
        return piece;
    }

    /// <summary>The whole reply, and the end of its content that has not been shown yet.</summary>
    public StreamedEnd Complete()
    {
        var reply = ToolCallRescue.Find(whole.ToString(), tools, reasoningOpen);
        var rest = reply.Content.StartsWith(shown.All, StringComparison.Ordinal)
            ? reply.Content[shown.All.Length..]
            : "";
        return new StreamedEnd(reply, rest);
    }

    /// <summary>Moves on through what is pending; false where more must arrive first.</summary>
    private bool Step(ReadOnlySpan<char> all) =>
        state switch
        {
            StreamState.OpenReasoning => Opening(all),
            StreamState.Reasoning => Reason(all),
            StreamState.Start => Start(all),
            StreamState.Fence => Fence(all),
            StreamState.FencedCall => FencedCall(all),
            StreamState.Header => Header(all),
            StreamState.Message => Message(all),
            _ => Plain(all),
        };

    private bool Plain(ReadOnlySpan<char> all)
    {
        inOrnament &= all[at] == '`';
        var next = all[at..].IndexOfAny(Interesting);
        Release(all, next < 0 ? all.Length - at : next);
        if (next < 0)
        {
            return false;
        }
        var rest = all[at..];
        return mayBeHarmony && HarmonyReply.HeaderAt(rest) is { } header ? (header ? To(StreamState.Header) : Wait())
            : Markup.At(rest) is { } marker ? Take(all, marker)
            : Markup.MayBegin(rest) ? Wait()
            : rest[0] switch
            {
                '`' => Backticks(all),
                '{' or '[' when !known.None => Bracket(all),
                _ => Release(all, 1),
            };
    }

    private bool Take(ReadOnlySpan<char> all, Marker marker)
    {
        var after = all[(at + marker.Text.Length)..];
        (mayBeHarmony, tookMarkup) = (false, true);
        switch (marker.Kind)
        {
            case MarkerKind.Call when marker.Text == ">>>":
                return Functionary(all, after);
            case MarkerKind.Call:
                return To(StreamState.Held);
            case MarkerKind.ReasoningOnLine when !shown.LineIsBlank:
                return Release(all, marker.Text.Length);
            case MarkerKind.Reasoning or MarkerKind.ReasoningOnLine:
                at += marker.Text.Length;
                close = marker.Close;
                return To(StreamState.Reasoning);
            case MarkerKind.End when marker.Text is "<tool_response>" or "<function_results>" && !shown.LineIsBlank:
                return Release(all, marker.Text.Length);
            case MarkerKind.End when marker.Text is "</s>" or "<sep>":
                return IsBlank(after) ? Wait() : Release(all, marker.Text.Length);
            case MarkerKind.End:
                return To(StreamState.Held);
            default:
                at += marker.Text.Length;
                shown.Cut();
                return To(StreamState.Start);
        }
    }

    /// <summary>Each character is looked at once, however many pieces the white space arrives in.</summary>
    private bool IsBlank(ReadOnlySpan<char> after)
    {
        var seen = Math.Min(searched, after.Length);
        searched = after[seen..].IsWhiteSpace() ? after.Length : 0;
        return searched > 0 || after.IsEmpty;
    }

    private static int NameLength(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && length < 128 && KnownTools.IsName(text[length]))
        {
            length++;
        }
        return length;
    }

    private bool Release(ReadOnlySpan<char> all, int length)
    {
        shown.Add(all.Slice(at, length), text);
        at += length;
        return true;
    }

    private bool To(StreamState next)
    {
        state = next;
        return true;
    }

    private static bool Wait() => false;
}

/// <summary>What may be shown now: text for the user, and reasoning apart from it.</summary>
public readonly record struct StreamedPiece(string Text, string Reasoning);

/// <param name="Remainder">The end of the reply's content that <see cref="StreamedText.Feed"/> has held back.</param>
public sealed record StreamedEnd(RescuedReply Reply, string Remainder);

internal enum StreamState
{
    Start,
    OpenReasoning,
    Reasoning,
    Plain,
    Fence,
    FencedCall,
    Header,
    Message,

    /// <summary>What comes may be a call: nothing is shown before the reply is whole.</summary>
    Held,
}
