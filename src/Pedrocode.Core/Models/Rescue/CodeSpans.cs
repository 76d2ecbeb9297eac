namespace Pedrocode.Core.Models.Rescue;

/// <summary>Follows Markdown code through text read from left to right: what stands in it is quoted, not meant.</summary>
internal sealed class CodeSpans
{
    private const int LongestInline = 4000;
    private int fence;
    private int fenceStart;
    private int inlineEnd = -1;
    private int position;

    /// <summary>Where the fence began that is open at the place last asked for; -1 where none is.</summary>
    public int OpenFence => fence > 0 ? fenceStart : -1;

    /// <summary>Goes on after markup that was taken out of the text.</summary>
    public void SkipTo(int i) => position = Math.Max(position, i);

    /// <summary>Whether <paramref name="i"/>, at or after the last place asked for, stands in code.</summary>
    public bool Covers(string text, int i)
    {
        while (position < i)
        {
            var next = text.AsSpan(position, i - position).IndexOf('`');
            if (next < 0)
            {
                position = i;
                break;
            }
            position = Run(text, position + next);
        }
        return fence > 0 || i < inlineEnd;
    }

    private int Run(string text, int at)
    {
        var end = at;
        while (end < text.Length && text[end] == '`')
        {
            end++;
        }
        var length = end - at;
        if (at < inlineEnd)
        {
            return end;
        }
        if (length >= 3 && StartsLine(text, at))
        {
            (fence, fenceStart) =
                fence == 0 ? (length, at)
                : length >= fence && EndsLine(text, end) ? (0, -1)
                : (fence, fenceStart);
            return end;
        }
        if (fence == 0)
        {
            inlineEnd = InlineEnd(text, end, length);
        }
        return end;
    }

    /// <summary>The index after the run of as many backticks that closes the code on the same line; -1 where none does.</summary>
    private static int InlineEnd(string text, int from, int length)
    {
        var rest = text.AsSpan(from, Math.Min(LongestInline, text.Length - from));
        var line = rest.IndexOf('\n');
        rest = line < 0 ? rest : rest[..line];
        var i = 0;
        while (i < rest.Length && rest[i..].IndexOf('`') is >= 0 and var next)
        {
            i += next;
            var run = rest[i..].IndexOfAnyExcept('`');
            run = run < 0 ? rest.Length - i : run;
            if (run == length)
            {
                return from + i + run;
            }
            i += run;
        }
        return -1;
    }

    private static bool StartsLine(string text, int at)
    {
        var line = text.LastIndexOf('\n', Math.Max(0, at - 1)) + 1;
        return at - line <= 12 && text.AsSpan(line, Math.Max(0, at - line)).IsWhiteSpace();
    }

    private static bool EndsLine(string text, int end)
    {
        while (end < text.Length && text[end] is ' ' or '\t' or '\r')
        {
            end++;
        }
        return end >= text.Length || text[end] == '\n';
    }
}
