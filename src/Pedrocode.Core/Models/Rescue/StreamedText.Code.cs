namespace Pedrocode.Core.Models.Rescue;

/// <summary>Markdown code while it arrives: shown as it is, but for a fence that may hold a call.</summary>
public sealed partial class StreamedText
{
    private int fence;
    private int searched;
    private bool inOrnament;

    private bool Backticks(ReadOnlySpan<char> all)
    {
        mayBeHarmony = false;
        var rest = all[at..];
        var length = rest.IndexOfAnyExcept('`');
        if (inOrnament || length > CodeSpans.LongestRun || (length < 0 && rest.Length > CodeSpans.LongestRun))
        {
            return Ornament(all, length);
        }
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

    private bool Ornament(ReadOnlySpan<char> all, int length)
    {
        inOrnament = length < 0;
        return Release(all, length < 0 ? all.Length - at : length);
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
            searched = Math.Max(searched, line);
            var end = rest[searched..].IndexOf("\n```");
            if (end < 0)
            {
                searched = Math.Max(searched, rest.Length - "\n```".Length);
                return Wait();
            }
            if (MentionsTool(rest[..(searched + end)]))
            {
                return To(StreamState.Held);
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
        (fence, searched) = (ticks, 0);
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
        inOrnament &= next == 0;
        Release(all, next < 0 ? rest.Length : next);
        if (next < 0)
        {
            return false;
        }
        rest = all[at..];
        var ticks = rest.IndexOfAnyExcept('`');
        if (inOrnament || ticks > CodeSpans.LongestRun || (ticks < 0 && rest.Length > CodeSpans.LongestRun))
        {
            return Ornament(all, ticks);
        }
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
}
