namespace Pedrocode.Core.Models.Rescue;

/// <summary>Follows Markdown code through text read from left to right: what stands in it is quoted, not meant.</summary>
internal sealed class CodeSpans
{
    public const int LongestInline = 4000;

    /// <summary>A longer run of backticks is an ornament.</summary>
    public const int LongestRun = 64;

    private static readonly System.Buffers.SearchValues<char> Ticks = System.Buffers.SearchValues.Create("`~");

    private int fence;
    private char fenceMark;
    private bool tildesStayOpen;
    private int inlineEnd = -1;
    private int position;
    private int lineFloor;

    /// <summary>Goes on after markup that was taken out of the text.</summary>
    public void SkipTo(int i)
    {
        position = Math.Max(position, i);
        lineFloor = Math.Max(lineFloor, i);
    }

    /// <summary>Whether <paramref name="i"/>, at or after the last place asked for, stands in code.</summary>
    public bool Covers(string text, int i)
    {
        while (position < i)
        {
            var next = text.AsSpan(position, i - position).IndexOfAny(Ticks);
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
        var mark = text[at];
        var end = at;
        while (end < text.Length && text[end] == mark)
        {
            end++;
        }
        var length = end - at;
        if (at < inlineEnd || length > LongestRun || (fence > 0 && mark != fenceMark))
        {
            return end;
        }
        if (length >= 3 && StartsLine(text, at) && (fence > 0 || mark == '`' || TildesClose(text, end)))
        {
            fenceMark = mark;
            fence =
                fence == 0 ? length
                : length >= fence && EndsLine(text, end) ? 0
                : fence;
            return end;
        }
        if (fence == 0 && mark == '`')
        {
            var line = text.AsSpan(end, Math.Min(LongestInline, text.Length - end));
            line = line.IndexOf('\n') is >= 0 and var newLine ? line[..newLine] : line;
            inlineEnd = InlineEnd(line, 0, length) is >= 0 and var close ? end + close : -1;
        }
        return end;
    }

    /// <summary>The index in <paramref name="line"/> after the run of <paramref name="length"/> backticks that closes the code; -1 where none does.</summary>
    public static int InlineEnd(ReadOnlySpan<char> line, int from, int length)
    {
        line = line[..Math.Min(line.Length, from + LongestInline)];
        var i = from;
        while (i < line.Length && line[i..].IndexOf('`') is >= 0 and var next)
        {
            i += next;
            var run = line[i..].IndexOfAnyExcept('`');
            run = run < 0 ? line.Length - i : run;
            if (run == length)
            {
                return i + run;
            }
            i += run;
        }
        return -1;
    }

    // A line of tildes that nothing closes is an ornament.
    private bool TildesClose(string text, int from)
    {
        tildesStayOpen = tildesStayOpen || text.IndexOf("\n~~~", from, StringComparison.Ordinal) < 0;
        return !tildesStayOpen;
    }

    private bool StartsLine(string text, int at)
    {
        while (at > lineFloor && text[at - 1] is ' ' or '\t')
        {
            at--;
        }
        return at <= lineFloor || text[at - 1] == '\n';
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
