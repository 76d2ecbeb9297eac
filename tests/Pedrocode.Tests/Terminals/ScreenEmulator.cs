using System.Globalization;
using System.Text;
using Pedrocode.Cli.Terminals;

namespace Pedrocode.Tests.Terminals;

/// <summary>
/// As much of a terminal as the product uses: cells, wrapping at the last column, scrolling, a cursor. It throws at
/// any sequence it does not know.
/// </summary>
internal sealed class ScreenEmulator(int width, int height)
{
    private readonly List<string[]> rows = [NewRow(width)];
    private int row;
    private int column;
    private bool wrapsNext;

    /// <summary>All rows ever written, those that scrolled away too, without trailing blanks and empty rows at the end.</summary>
    public IReadOnlyList<string> Rows
    {
        get
        {
            var text = rows.Select(r => string.Concat(r).TrimEnd()).ToList();
            while (text.Count > 0 && text[^1].Length == 0)
            {
                text.RemoveAt(text.Count - 1);
            }
            return text;
        }
    }

    public (int Row, int Column) Cursor => (row, column);

    private int Top => Math.Max(0, rows.Count - height);

    public void Write(string text)
    {
        for (var i = 0; i < text.Length; )
        {
            if (text[i] == '\e')
            {
                i += Obey(text.AsSpan(i));
            }
            else
            {
                var length = text[i] < ' ' ? 1 : TextWidth.NextCluster(text.AsSpan(i));
                Put(text.Substring(i, length));
                i += length;
            }
        }
    }

    private static string[] NewRow(int width) => [.. Enumerable.Repeat(" ", width)];

    private void Put(string cluster)
    {
        switch (cluster)
        {
            case "\r":
                (column, wrapsNext) = (0, false);
                return;
            case "\n":
                GoDown();
                return;
            case "\b":
                (column, wrapsNext) = (Math.Max(0, column - 1), false);
                return;
        }
        (cluster[0] < ' ').ShouldBeFalse($"control character {(int)cluster[0]}");
        var cells = TextWidth.OfCluster(cluster);
        if (cells == 0)
        {
            rows[row][Math.Max(0, column - 1)] += cluster;
            return;
        }
        if (wrapsNext || column + cells > width)
        {
            column = 0;
            GoDown();
        }
        rows[row][column] = cluster;
        if (cells == 2)
        {
            rows[row][column + 1] = "";
        }
        column += cells;
        wrapsNext = column == width;
        column = Math.Min(column, width - 1);
    }

    private void GoDown()
    {
        wrapsNext = false;
        row++;
        if (row == rows.Count)
        {
            rows.Add(NewRow(width));
        }
    }

    private int Obey(ReadOnlySpan<char> text)
    {
        text[1].ShouldBe('[');
        var end = 2 + text[2..].IndexOfAnyExcept("0123456789;:?");
        var parameters = text[2..end].ToString();
        var count = int.TryParse(parameters, CultureInfo.InvariantCulture, out var number) ? number : 1;
        switch (text[end])
        {
            case 'm' or 'h' or 'l':
                return end + 1;
            case 'A':
                row = Math.Max(Top, row - count);
                break;
            case 'B':
                row = Math.Min(rows.Count - 1, row + count);
                break;
            case 'G':
                column = Math.Clamp(count - 1, 0, width - 1);
                break;
            case 'K':
                Erase(rows[row], column);
                break;
            case 'J':
                Erase(rows[row], column);
                rows.Skip(row + 1).ToList().ForEach(r => Erase(r, 0));
                break;
            default:
                throw new NotSupportedException(text[..(end + 1)].ToString());
        }
        wrapsNext = false;
        return end + 1;
    }

    private static void Erase(string[] row, int from) => Array.Fill(row, " ", from, row.Length - from);
}
