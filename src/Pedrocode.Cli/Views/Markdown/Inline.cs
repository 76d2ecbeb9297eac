using System.Net;
using System.Text;

namespace Pedrocode.Cli.Views.Markdown;

/// <summary>How a stretch of text looks.</summary>
[Flags]
internal enum Look
{
    Plain = 0,
    Bold = 1,
    Italic = 2,
    Struck = 4,
    Code = 8,
    Link = 16,
    Faint = 32,
}

/// <summary>A stretch of text that looks the same.</summary>
internal sealed record Span(string Text, Look Look);

/// <summary>Emphasis, code and links within a line.</summary>
internal sealed class Inline
{
    private const int Deepest = 4;
    private const int LongestLink = 2_000;
    private const string Escapable = "\\`*_{}[]()#+-.!|~<>\"'";

    private readonly List<Span> spans = [];
    private readonly StringBuilder text = new();

    public static List<Span> Spans(string line, Look look = Look.Plain)
    {
        var inline = new Inline();
        inline.Read(line, look, depth: 0);
        return inline.spans;
    }

    private void Read(ReadOnlySpan<char> line, Look look, int depth)
    {
        // A mark that was not closed once is not looked for again: the time stays linear.
        var unclosed = new HashSet<string>();
        for (var at = 0; at < line.Length; )
        {
            var taken = depth < Deepest ? Marked(line, at, look, depth, unclosed) : 0;
            if (taken == 0)
            {
                text.Append(line[at]);
                taken = 1;
            }
            at += taken;
        }
        Flush(look);
    }

    /// <summary>How many characters the mark at a place and what it encloses take; 0 where there is none.</summary>
    private int Marked(ReadOnlySpan<char> line, int at, Look look, int depth, HashSet<string> unclosed)
    {
        var rest = line[at..];
        switch (rest)
        {
            case ['\\', var next, ..] when Escapable.Contains(next):
                text.Append(next);
                return 2;
            case ['&', ..]:
                return Entity(rest);
            case ['`', ..]:
                return Code(rest, look, unclosed);
            case ['*', '*', ..] or ['_', '_', ..]:
                return Enclosed(line, at, 2, look, Look.Bold, depth, unclosed);
            case ['~', '~', ..]:
                return Enclosed(line, at, 2, look, Look.Struck, depth, unclosed);
            case ['*', ..] or ['_', ..]:
                return Enclosed(line, at, 1, look, Look.Italic, depth, unclosed);
            case ['[', ..]:
                return Link(rest, 1, look, depth, unclosed);
            case ['!', '[', ..]:
                return Link(rest, 2, look, depth, unclosed);
            case ['<', ..]:
                return Address(rest, look);
            default:
                return 0;
        }
    }

    private int Entity(ReadOnlySpan<char> rest)
    {
        var end = rest[..Math.Min(rest.Length, 8)].IndexOf(';');
        if (end < 2 || rest[1] == '#')
        {
            return 0;
        }
        var entity = rest[..(end + 1)].ToString();
        if (entity is not ("&amp;" or "&lt;" or "&gt;" or "&quot;" or "&nbsp;" or "&apos;"))
        {
            return 0;
        }
        text.Append(entity == "&nbsp;" ? " " : WebUtility.HtmlDecode(entity));
        return entity.Length;
    }

    private int Code(ReadOnlySpan<char> rest, Look look, HashSet<string> unclosed)
    {
        var length = rest.IndexOfAnyExcept('`') is var end and >= 0 ? end : rest.Length;
        var mark = new string('`', length);
        var close = unclosed.Contains(mark) ? -1 : ClosingRun(rest[length..], length);
        if (close < 0)
        {
            unclosed.Add(mark);
            text.Append(mark);
            return length;
        }
        var code = rest.Slice(length, close);
        if (code is [' ', _, .., ' '])
        {
            code = code[1..^1];
        }
        Flush(look);
        spans.Add(new Span(code.ToString(), look | Look.Code));
        return length + close + length;
    }

    private static int ClosingRun(ReadOnlySpan<char> text, int length)
    {
        for (var at = 0; at < text.Length; )
        {
            var run = text[at..].IndexOf('`');
            if (run < 0)
            {
                return -1;
            }
            at += run;
            var end = text[at..].IndexOfAnyExcept('`') is var found and >= 0 ? found : text.Length - at;
            if (end == length)
            {
                return at;
            }
            at += end;
        }
        return -1;
    }

    private int Enclosed(
        ReadOnlySpan<char> line,
        int at,
        int length,
        Look look,
        Look added,
        int depth,
        HashSet<string> unclosed
    )
    {
        var mark = line.Slice(at, length).ToString();
        var inside = line[(at + length)..];
        // snake_case and 2 * 3 are no emphasis.
        if (
            unclosed.Contains(mark)
            || inside.IsEmpty
            || char.IsWhiteSpace(inside[0])
            || (mark[0] == '_' && at > 0 && char.IsLetterOrDigit(line[at - 1]))
        )
        {
            return 0;
        }
        var close = Close(inside, mark);
        if (close < 0)
        {
            unclosed.Add(mark);
            return 0;
        }
        Flush(look);
        Read(inside[..close], look | added, depth + 1);
        return length + close + length;
    }

    private static int Close(ReadOnlySpan<char> text, string mark)
    {
        for (var at = 1; at <= text.Length - mark.Length; )
        {
            var found = text[at..].IndexOf(mark);
            if (found < 0)
            {
                return -1;
            }
            at += found;
            var after = at + mark.Length;
            var isLonger = mark.Length == 1 && after < text.Length && text[after] == mark[0];
            var isWithinWord = mark[0] == '_' && after < text.Length && char.IsLetterOrDigit(text[after]);
            if (!char.IsWhiteSpace(text[at - 1]) && !isLonger && !isWithinWord)
            {
                return at;
            }
            at += isLonger ? 2 : 1;
        }
        return -1;
    }

    private int Link(ReadOnlySpan<char> rest, int open, Look look, int depth, HashSet<string> unclosed)
    {
        var near = rest[..Math.Min(rest.Length, LongestLink)];
        var close = unclosed.Contains("](") ? -1 : near.IndexOf("](");
        var end = close < 0 ? -1 : near[close..].IndexOf(')');
        if (end < 0)
        {
            if (near.Length == rest.Length)
            {
                unclosed.Add("](");
            }
            return 0;
        }
        var words = near[open..close];
        var address = near.Slice(close + 2, end - 2).Trim();
        if (words.Contains('['))
        {
            return 0;
        }
        Flush(look);
        Read(words, look | Look.Link, depth + 1);
        if (!address.SequenceEqual(words) && !address.StartsWith("#"))
        {
            spans.Add(new Span($" ({address})", look | Look.Faint));
        }
        return close + end + 1;
    }

    private int Address(ReadOnlySpan<char> rest, Look look)
    {
        var end = rest[..Math.Min(rest.Length, LongestLink)].IndexOfAny('>', ' ');
        if (end < 0 || rest[end] != '>' || !rest[..end].Contains("://", StringComparison.Ordinal))
        {
            return 0;
        }
        Flush(look);
        spans.Add(new Span(rest[1..end].ToString(), look | Look.Link));
        return end + 1;
    }

    private void Flush(Look look)
    {
        if (text.Length > 0)
        {
            spans.Add(new Span(text.ToString(), look));
            text.Clear();
        }
    }
}
