using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace Pedrocode.Core.Models.Rescue;

/// <summary>
/// A reply while it arrives: lets through only what cannot turn out to be call markup, reasoning or a control token any more.
/// Feed it each delta, show what comes back, and take the whole reply from <see cref="Complete"/>.
/// </summary>
public sealed class StreamedText
{
    private static readonly SearchValues<char> Interesting = SearchValues.Create([
        .. "`{[",
        .. Enumerable.Range(0, char.MaxValue).Select(c => (char)c).Where(c => Markup.Firsts.Contains(c)),
    ]);

    private const int LongestGuess = 200;
    private readonly IReadOnlyList<ToolDefinition> tools;
    private readonly KnownTools known;
    private readonly bool reasoningOpen;
    private readonly StringBuilder whole = new();
    private readonly StringBuilder text = new();
    private readonly StringBuilder reasoning = new();
    private readonly List<char> pending = [];
    private readonly ShownText shown = new();
    private StreamState state;
    private string close = "";
    private bool inReasoning;
    private bool mayBeHarmony;
    private int fence;
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

    private bool Opening(ReadOnlySpan<char> all)
    {
        var start = all[at..].TrimStart();
        if (start.IsEmpty || Markup.MayBegin(start))
        {
            return false;
        }
        var opening = Markup.At(start) is { Kind: MarkerKind.Reasoning or MarkerKind.ReasoningOnLine } marker
            ? marker.Text.Length
            : 0;
        at = opening > 0 ? all.Length - start.Length + opening : at;
        return To(StreamState.Reasoning);
    }

    private bool Reason(ReadOnlySpan<char> all)
    {
        var rest = all[at..];
        var (end, length) =
            close.Length > 0 ? (rest.IndexOf(close), close.Length)
            : Markup.ReasoningEnd(rest, 0) is var (found, of) ? (found, of)
            : (-1, 0);
        if (end >= 0)
        {
            reasoning.Append(rest[..end]);
            at += end + length;
            shown.Cut();
            return To(StreamState.Start);
        }
        var safe = Markup.UnfinishedFrom(rest, 0);
        safe = close.Length > 0 ? Math.Min(safe, Math.Max(0, rest.Length - close.Length + 1)) : safe;
        reasoning.Append(rest[..safe]);
        at += safe;
        return false;
    }

    /// <summary>What only the beginning of the visible text can be: a bare call, a header without its mark.</summary>
    private bool Start(ReadOnlySpan<char> all)
    {
        if (!shown.IsEmpty)
        {
            return To(StreamState.Plain);
        }
        var rest = all[at..].TrimStart();
        at = all.Length - rest.Length;
        if (rest.IsEmpty)
        {
            return false;
        }
        var nameLength = NameLength(rest);
        if (
            nameLength == rest.Length
            && (
                "all\n".AsSpan().StartsWith(rest) || "to=".AsSpan().StartsWith(rest) || known.MayBecome(rest.ToString())
            )
        )
        {
            return false;
        }
        var name = rest[..nameLength];
        var next = nameLength < rest.Length ? rest[nameLength] : '\0';
        if (name is "all" && next == '\n')
        {
            mayBeHarmony = false;
            at = all.Length - rest.Length + 4;
            return To(StreamState.Plain);
        }
        if (mayBeHarmony && name is "to" && next == '=' && HarmonyReply.HeaderAt(rest) is { } header)
        {
            return header ? To(StreamState.Header) : Wait();
        }
        foreach (
            var wrapper in (ReadOnlySpan<string>)["<response>", "<answer>", "<json>", "<JSON>", "<xml>", "<function>"]
        )
        {
            if (rest.StartsWith(wrapper))
            {
                return To(StreamState.Held);
            }
            if (wrapper.AsSpan().StartsWith(rest))
            {
                return false;
            }
        }
        return To(
            next is '(' or '\n' && known.Resolve(name.ToString()) is not null ? StreamState.Held : StreamState.Plain
        );
    }

    private bool Plain(ReadOnlySpan<char> all)
    {
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
        mayBeHarmony = false;
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
                return after.IsWhiteSpace() ? Wait() : Release(all, marker.Text.Length);
            case MarkerKind.End:
                return To(StreamState.Held);
            default:
                at += marker.Text.Length;
                shown.Cut();
                return true;
        }
    }

    private bool Functionary(ReadOnlySpan<char> all, ReadOnlySpan<char> after)
    {
        var length = NameLength(after);
        if (length == after.Length && length < 128)
        {
            return Wait();
        }
        var isHeader = length < after.Length && after[length] == '\n';
        if (isHeader && after[..length] is "all")
        {
            at += ">>>all\n".Length;
            shown.Cut();
            return true;
        }
        return isHeader && known.Resolve(after[..length].ToString()) is not null
            ? To(StreamState.Held)
            : Release(all, 1);
    }

    private bool Backticks(ReadOnlySpan<char> all)
    {
        mayBeHarmony = false;
        var rest = all[at..];
        var length = rest.IndexOfAnyExcept('`');
        if (length < 0)
        {
            return Wait();
        }
        if (length >= 3 && shown.LineIsBlank)
        {
            return To(known.None ? StreamState.Fence : StreamState.FencedCall);
        }
        var line = rest.IndexOf('\n');
        var end = CodeSpans.InlineEnd(line < 0 ? rest : rest[..line], length, length);
        return end > 0 && end < rest.Length ? Release(all, end)
            : end < 0 && (line >= 0 || rest.Length > CodeSpans.LongestInline) ? Release(all, length)
            : Wait();
    }

    /// <summary>A fence: held back to its end while it could hold a call.</summary>
    private bool FencedCall(ReadOnlySpan<char> all)
    {
        var rest = all[at..];
        var ticks = rest.IndexOfAnyExcept('`');
        var line = rest.IndexOf('\n');
        if (line < 0)
        {
            return Wait();
        }
        var body = rest[line..].TrimStart();
        if (body.IsEmpty || Markup.MayBegin(body))
        {
            return Wait();
        }
        var language = rest[ticks..line].Trim();
        if (language.StartsWith("tool") || body[0] is '{' or '[' or '<' or '`' || Markup.At(body) is not null)
        {
            var end = rest[line..].IndexOf("\n```");
            if (end < 0 || MentionsTool(rest[..(line + end)]))
            {
                return end < 0 ? Wait() : To(StreamState.Held);
            }
        }
        else if (NameLength(body) == body.Length && known.MayBecome(body.ToString()))
        {
            return Wait();
        }
        else if (known.Resolve(body[..NameLength(body)].ToString()) is not null)
        {
            return To(StreamState.Held);
        }
        fence = ticks;
        Release(all, ticks);
        return To(StreamState.Fence);
    }

    private bool Fence(ReadOnlySpan<char> all)
    {
        var rest = all[at..];
        if (fence == 0)
        {
            fence = rest.IndexOfAnyExcept('`');
            return Release(all, fence);
        }
        var next = rest.IndexOf('`');
        Release(all, next < 0 ? rest.Length : next);
        if (next < 0)
        {
            return false;
        }
        rest = all[at..];
        var ticks = rest.IndexOfAnyExcept('`');
        var afterTicks = ticks < 0 ? -1 : rest[ticks..].IndexOfAnyExcept(" \t\r");
        if (ticks < 0 || (afterTicks < 0 && ticks >= fence && shown.LineIsBlank))
        {
            return Wait();
        }
        var closes = ticks >= fence && shown.LineIsBlank && rest[ticks + afterTicks] == '\n';
        Release(all, ticks);
        fence = closes ? 0 : fence;
        return To(closes ? StreamState.Plain : StreamState.Fence);
    }

    private bool Bracket(ReadOnlySpan<char> all)
    {
        var rest = all[at..];
        var mayBeJson = shown.LineIsBlank ? LastResort.MayBegin(rest) : false;
        var mayBePython = rest[0] == '[' ? MayBeginPython(rest[1..].TrimStart()) : false;
        return mayBeJson == true || mayBePython == true ? To(StreamState.Held)
            : (mayBeJson is null || mayBePython is null) && rest.Length < LongestGuess ? Wait()
            : Release(all, 1);
    }

    private bool? MayBeginPython(ReadOnlySpan<char> inside)
    {
        var length = NameLength(inside);
        return length == inside.Length
            ? (known.MayBecome(inside.ToString()) ? null : false)
            : inside[length] == '(' && known.Resolve(inside[..length].ToString()) is not null;
    }

    private bool Header(ReadOnlySpan<char> all)
    {
        if (HarmonyReply.KindOf(all[at..]) is not var (kind, length))
        {
            return Wait();
        }
        at += length;
        shown.NewMessage();
        inReasoning = kind == HarmonyKind.Reasoning;
        return To(kind == HarmonyKind.Call ? StreamState.Held : StreamState.Message);
    }

    private bool Message(ReadOnlySpan<char> all)
    {
        var rest = all[at..];
        var end = HarmonyReply.BodyEnd(rest);
        var safe = end >= 0 ? end : HarmonyReply.UnfinishedFrom(rest);
        if (inReasoning)
        {
            reasoning.Append(rest[..safe]);
            at += safe;
        }
        else
        {
            Release(all, safe);
        }
        if (end < 0)
        {
            return false;
        }
        at += HarmonyReply.EndLength(all[at..]);
        return To(StreamState.Header);
    }

    private bool MentionsTool(ReadOnlySpan<char> block)
    {
        foreach (var name in known.Names)
        {
            if (block.Contains(name, StringComparison.Ordinal))
            {
                return true;
            }
        }
        return false;
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
