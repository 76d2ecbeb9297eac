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
    private readonly List<Cells> rows = [new(width)];
    private int width = width;
    private int height = height;
    private int row;
    private int column;
    private bool wrapsNext;

    /// <summary>All rows ever written, those that scrolled away too, without trailing blanks and empty rows at the end.</summary>
    public IReadOnlyList<string> Rows
    {
        get
        {
            var text = rows.Select(r => string.Concat(r.Text).TrimEnd()).ToList();
            while (text.Count > 0 && text[^1].Length == 0)
            {
                text.RemoveAt(text.Count - 1);
            }
            return text;
        }
    }

    public (int Row, int Column) Cursor => (row, column);

    /// <summary>Lines as they were before the terminal broke them into rows.</summary>
    public IReadOnlyList<string> Lines =>
        [.. Chains().Select(chain => string.Concat(chain.SelectMany(static r => r.Text.Take(r.Used))).TrimEnd())];

    /// <summary>The window gets another size. Most terminals break their lines anew, some cut or fill up each row.</summary>
    public void Resize(int newWidth, int newHeight, bool reflows)
    {
        if (newWidth != width && reflows)
        {
            Reflow(newWidth);
        }
        else if (newWidth != width)
        {
            rows.ForEach(r => r.Cut(newWidth));
            column = Math.Min(column, newWidth - 1);
        }
        (width, height, wrapsNext) = (newWidth, newHeight, false);
        // The cursor stays in the window: what is below it goes first.
        while (row < rows.Count - height)
        {
            rows.RemoveAt(rows.Count - 1);
        }
    }

    private void Reflow(int newWidth)
    {
        var broken = new List<Cells>();
        var (newRow, newColumn, at) = (0, 0, 0);
        foreach (var chain in Chains())
        {
            var cursor = row - at;
            var isHere = cursor >= 0 && cursor < chain.Count;
            var before = isHere ? chain.Take(cursor).Sum(static r => r.Used) + column : -1;
            var (cells, offset) = (new Cells(newWidth), 0);
            broken.Add(cells);
            foreach (var cluster in chain.SelectMany(static r => r.Text.Take(r.Used)))
            {
                var wide = TextWidth.OfCluster(cluster) == 2;
                if (cluster.Length > 0 && cells.Used + (wide ? 2 : 1) > newWidth)
                {
                    cells.Wraps = true;
                    broken.Add(cells = new Cells(newWidth));
                }
                if (offset++ == before)
                {
                    (newRow, newColumn) = (broken.Count - 1, cells.Used);
                }
                cells.Text[cells.Used++] = cluster;
            }
            if (isHere && before >= offset)
            {
                (newRow, newColumn) = (broken.Count - 1, Math.Min(cells.Used + before - offset, newWidth - 1));
            }
            at += chain.Count;
        }
        rows.Clear();
        rows.AddRange(broken);
        (row, column) = (newRow, newColumn);
    }

    private IEnumerable<List<Cells>> Chains()
    {
        var chain = new List<Cells>();
        foreach (var each in rows)
        {
            chain.Add(each);
            if (!each.Wraps)
            {
                yield return chain;
                chain = [];
            }
        }
        if (chain.Count > 0)
        {
            yield return chain;
        }
    }

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

    private sealed class Cells(int width)
    {
        public string[] Text { get; private set; } = [.. Enumerable.Repeat(" ", width)];

        /// <summary>How many cells were ever written, blanks too.</summary>
        public int Used { get; set; }

        /// <summary>The line goes on in the next row.</summary>
        public bool Wraps { get; set; }

        public void Write(int column, string cluster, int cells)
        {
            Text[column] = cluster;
            if (cells == 2)
            {
                Text[column + 1] = "";
            }
            Used = Math.Max(Used, column + cells);
        }

        public void EraseFrom(int column)
        {
            Array.Fill(Text, " ", column, Text.Length - column);
            (Used, Wraps) = (Math.Min(Used, column), false);
        }

        public void Cut(int newWidth)
        {
            Text = [.. Text.Concat(Enumerable.Repeat(" ", newWidth)).Take(newWidth)];
            (Used, Wraps) = (Math.Min(Used, newWidth), false);
        }
    }

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
            rows[row].Text[Math.Max(0, column - 1)] += cluster;
            return;
        }
        if (wrapsNext || column + cells > width)
        {
            column = 0;
            rows[row].Wraps = true;
            GoDown();
        }
        rows[row].Write(column, cluster, cells);
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
            rows.Add(new Cells(width));
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
                rows[row].EraseFrom(column);
                break;
            case 'J' when row == Top && column == 0:
                // As tmux does.
                rows.AddRange(Enumerable.Range(0, height).Select(_ => new Cells(width)));
                row = Top;
                break;
            case 'J':
                rows[row].EraseFrom(column);
                rows.Skip(row + 1).ToList().ForEach(static r => r.EraseFrom(0));
                break;
            default:
                throw new NotSupportedException(text[..(end + 1)].ToString());
        }
        wrapsNext = false;
        return end + 1;
    }
}
