using System.Text;

namespace Pedrocode.Cli.Terminals;

/// <summary>What must be written so that one row becomes another: nothing of what they begin with alike.</summary>
internal static class RowDifference
{
    /// <summary>From which column on what is written, and where the cursor is after that.</summary>
    public readonly record struct Change(int Column, string Text, int EndColumn);

    public static Change Between(string old, string now)
    {
        var style = new StringBuilder();
        var (at, column) = (0, 0);
        while (at < now.Length && at < old.Length)
        {
            var token = Token(now.AsSpan(at));
            if (Token(old.AsSpan(at)) != token || !old.AsSpan(at, token).SequenceEqual(now.AsSpan(at, token)))
            {
                break;
            }
            var text = now.AsSpan(at, token);
            if (text[0] != '\e')
            {
                column += TextWidth.OfCluster(text);
            }
            else if (text[^1] == 'm')
            {
                _ = text is "\e[0m" or "\e[m" ? style.Clear() : style.Append(text);
            }
            at += token;
        }
        style.Append(now.AsSpan(at));
        if (Cells(old) > Cells(now))
        {
            style.Append("\e[K");
        }
        return new Change(column, style.ToString(), Cells(now));
    }

    /// <summary>The cells of a row, its sequences left out.</summary>
    public static int Cells(string row)
    {
        var cells = 0;
        for (var at = 0; at < row.Length; )
        {
            var token = Token(row.AsSpan(at));
            cells += row[at] == '\e' ? 0 : TextWidth.OfCluster(row.AsSpan(at, token));
            at += token;
        }
        return cells;
    }

    // Rows hold whole sequences only, each ended by its first letter.
    private static int Token(ReadOnlySpan<char> row)
    {
        if (row[0] != '\e')
        {
            return TextWidth.NextCluster(row);
        }
        var length = 2;
        while (!char.IsAsciiLetter(row[length]))
        {
            length++;
        }
        return length + 1;
    }
}
