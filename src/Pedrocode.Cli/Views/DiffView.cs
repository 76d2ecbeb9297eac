using System.Text;
using Pedrocode.Core.Tools;

namespace Pedrocode.Cli.Views;

/// <summary>A unified diff in colour; where lines were replaced by as many others, the words that differ are marked.</summary>
internal static class DiffView
{
    private const int MostPaired = 200;
    private const int MostWords = 400;

    /// <summary>Cleaned. Without colour it stays a diff that <c>git apply</c> takes, as long as nothing in it had to be marked.</summary>
    public static string Text(string diff, Style style) =>
        string.Join('\n', Lines(VisibleText.Clean(diff).TrimEnd('\n').Split('\n'), style));

    /// <param name="lines">Cleaned lines of a diff.</param>
    public static IEnumerable<string> Lines(IReadOnlyList<string> lines, Style style)
    {
        if (!style.Colour)
        {
            return lines;
        }
        var shown = new List<string>(lines.Count);
        for (var at = 0; at < lines.Count; )
        {
            var removed = Run(lines, at, '-');
            var added = Run(lines, at + removed, '+');
            if (removed > 0 && removed == added && removed <= MostPaired)
            {
                var pairs = Enumerable
                    .Range(at, removed)
                    .Select(i => Marked(lines[i][1..], lines[i + removed][1..], style))
                    .ToList();
                shown.AddRange(pairs.Select(pair => style.Red("-") + pair.Old));
                shown.AddRange(pairs.Select(pair => style.Green("+") + pair.New));
                at += removed + added;
            }
            else
            {
                var count = Math.Max(1, removed + added);
                shown.AddRange(Enumerable.Range(at, count).Select(i => Coloured(lines[i], style)));
                at += count;
            }
        }
        return shown;
    }

    /// <summary>How many lines from here on are removed, or added, and no file's header.</summary>
    private static int Run(IReadOnlyList<string> lines, int at, char sign)
    {
        var end = at;
        while (end < lines.Count && lines[end].StartsWith(sign) && !IsFileName(lines, end))
        {
            end++;
        }
        return end - at;
    }

    private static bool IsFileName(IReadOnlyList<string> lines, int at) =>
        (
            lines[at].StartsWith("--- ", StringComparison.Ordinal)
            && at + 1 < lines.Count
            && lines[at + 1].StartsWith("+++ ", StringComparison.Ordinal)
        )
        || (
            lines[at].StartsWith("+++ ", StringComparison.Ordinal)
            && at > 0
            && lines[at - 1].StartsWith("--- ", StringComparison.Ordinal)
        );

    private static string Coloured(string line, Style style) =>
        line switch
        {
            ['@', '@', ..] => style.Sgr("36", line),
            ['d', 'i', 'f', 'f', ' ', ..] or ['-', '-', '-', ' ', ..] or ['+', '+', '+', ' ', ..] => style.Bold(line),
            ['-', ..] => style.Red(line),
            ['+', ..] => style.Green(line),
            ['\\', ..] or ['i', 'n', 'd', 'e', 'x', ' ', ..] => style.Dim(line),
            _ => line,
        };

    /// <summary>Both lines with the words that only one of them has marked; unmarked where little is the same.</summary>
    private static (string Old, string New) Marked(string old, string @new, Style style)
    {
        var (a, b) = (Words(old), Words(@new));
        if (a.Count > MostWords || b.Count > MostWords)
        {
            return (style.Red(old), style.Green(@new));
        }
        var (keptOld, keptNew) = Common(a, b);
        var same = a.Where((word, i) => keptOld[i] && !string.IsNullOrWhiteSpace(word)).Sum(static word => word.Length);
        return same * 3 < Math.Max(old.Trim().Length, @new.Trim().Length)
            ? (style.Red(old), style.Green(@new))
            : (Line(a, keptOld, "31", style), Line(b, keptNew, "32", style));
    }

    private static string Line(List<string> words, bool[] kept, string colour, Style style)
    {
        var line = new StringBuilder();
        for (var at = 0; at < words.Count; )
        {
            var end = at;
            while (end < words.Count && kept[end] == kept[at])
            {
                end++;
            }
            line.Append(style.Sgr(kept[at] ? colour : $"{colour};7", string.Concat(words.GetRange(at, end - at))));
            at = end;
        }
        return line.ToString();
    }

    /// <summary>The longest sequence of words both have.</summary>
    private static (bool[] Old, bool[] New) Common(List<string> a, List<string> b)
    {
        var length = new int[a.Count + 1, b.Count + 1];
        for (var i = a.Count - 1; i >= 0; i--)
        {
            for (var j = b.Count - 1; j >= 0; j--)
            {
                length[i, j] = a[i] == b[j] ? length[i + 1, j + 1] + 1 : Math.Max(length[i + 1, j], length[i, j + 1]);
            }
        }
        var (old, @new) = (new bool[a.Count], new bool[b.Count]);
        for (var (i, j) = (0, 0); i < a.Count && j < b.Count; )
        {
            if (a[i] == b[j])
            {
                (old[i++], @new[j++]) = (true, true);
            }
            else if (length[i + 1, j] >= length[i, j + 1])
            {
                i++;
            }
            else
            {
                j++;
            }
        }
        return (old, @new);
    }

    /// <summary>Letters and digits together, blanks together, each other character alone.</summary>
    private static List<string> Words(string line)
    {
        var words = new List<string>();
        for (var at = 0; at < line.Length; )
        {
            var end = at + 1;
            while (end < line.Length && Kind(line[at]) is var kind and not Sign && Kind(line[end]) == kind)
            {
                end++;
            }
            end += end < line.Length && char.IsLowSurrogate(line[end]) ? 1 : 0;
            words.Add(line[at..end]);
            at = end;
        }
        return words;
    }

    private const int Sign = 0;

    private static int Kind(char c) =>
        char.IsLetterOrDigit(c) || c == '_' ? 1
        : char.IsWhiteSpace(c) ? 2
        : Sign;
}
