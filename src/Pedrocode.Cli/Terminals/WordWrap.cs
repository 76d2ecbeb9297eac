using System.Text;

namespace Pedrocode.Cli.Terminals;

/// <summary>Breaks lines between words, so that the terminal need not break them within.</summary>
internal static class WordWrap
{
    /// <summary>Each line at most so wide; what is carried over begins with <paramref name="indent"/>. Colours are left where they are.</summary>
    public static string Lines(string text, int width, string indent)
    {
        // No character is wider than two cells.
        if (text.Length * 2 <= width)
        {
            return text;
        }
        var hang = indent.Length * 2 < width ? indent : "";
        var wrapped = new StringBuilder(text.Length + 16);
        foreach (var (i, line) in text.Split('\n').Index())
        {
            wrapped.Append(i > 0 ? "\n" : "");
            var (row, rest) = Break(line, width);
            while (rest.Length > 0)
            {
                wrapped.Append(row).Append('\n');
                (row, rest) = Break(hang + rest, width);
            }
            wrapped.Append(row);
        }
        return wrapped.ToString();
    }

    /// <summary>The first row of a line that is too long, and what follows it. A word longer than the row is cut.</summary>
    public static (string Row, string Carried) Break(string line, int width)
    {
        var (at, cells, space) = (0, 0, -1);
        var began = false;
        while (at < line.Length)
        {
            if (SafeText.ColourSequence(line.AsSpan(at)) is var sequence and > 0)
            {
                at += sequence;
                continue;
            }
            var next = TextWidth.NextCluster(line.AsSpan(at));
            cells += TextWidth.OfCluster(line.AsSpan(at, next));
            if (cells > width && line[at] != ' ' && at > 0)
            {
                break;
            }
            space = line[at] == ' ' && began ? at : space;
            began |= line[at] != ' ';
            at += next;
        }
        return at >= line.Length ? (line, "")
            : space > 0 ? (line[..space].TrimEnd(' '), line[(space + 1)..].TrimStart(' '))
            : (line[..at], line[at..]);
    }
}
