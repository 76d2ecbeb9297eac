using System.Globalization;
using System.Text;

namespace Pedrocode.Cli.Terminals;

/// <summary>Breaks text into rows of the terminal's width and finds the cursor's cell in them.</summary>
internal sealed class RowBuilder(int width)
{
    private const int TabStop = 8;
    private readonly List<string> rows = [];
    private readonly StringBuilder row = new();
    private readonly StringBuilder style = new();
    private bool cursorIsNext;

    public int Column { get; private set; }

    public int CursorRow { get; private set; }

    public int CursorColumn { get; private set; }

    /// <summary>Text with colour sequences, without line feeds.</summary>
    public void AddStyled(string text)
    {
        for (var i = 0; i < text.Length; )
        {
            var rest = text.AsSpan(i);
            if (SafeText.ColourSequence(rest) is var length and > 0)
            {
                SetStyle(rest[..length]);
            }
            else
            {
                length = TextWidth.NextCluster(rest);
                AddCluster(rest[..length]);
            }
            i += length;
        }
    }

    /// <summary>Text as typed: what could command the terminal becomes a mark. Line feeds end a row.</summary>
    public void AddTyped(ReadOnlySpan<char> text, string continuation)
    {
        while (!text.IsEmpty)
        {
            var length = TextWidth.NextCluster(text);
            if (text[0] == '\n')
            {
                EndRow();
                AddStyled(continuation);
            }
            else if (text[0] == '\t')
            {
                AddCells(new string(' ', TabStop - Column % TabStop));
            }
            else
            {
                AddCluster(text[..length]);
            }
            text = text[length..];
        }
    }

    /// <summary>The cursor stands on whatever is added next.</summary>
    public void MarkCursor() => cursorIsNext = true;

    public void EndRow()
    {
        PlaceCursor();
        BreakRow();
    }

    public List<string> Finish()
    {
        if (cursorIsNext && Column == width)
        {
            BreakRow();
        }
        PlaceCursor();
        BreakRow();
        return rows;
    }

    private void AddCluster(ReadOnlySpan<char> cluster)
    {
        if (SafeText.MarkOf(cluster) is { } mark)
        {
            AddCells(mark);
            return;
        }
        var cells = TextWidth.OfCluster(cluster);
        if (Column + cells > width)
        {
            BreakRow();
        }
        PlaceCursor();
        row.Append(cluster);
        Column += cells;
        if (TextWidth.IsDisputed(cluster) && Column < width)
        {
            // Where the terminal counts otherwise, what follows still stands where it is thought to stand.
            row.Append(CultureInfo.InvariantCulture, $"\e[{Column + 1}G");
        }
    }

    private void AddCells(string narrow)
    {
        foreach (var c in narrow)
        {
            if (Column == width)
            {
                BreakRow();
            }
            PlaceCursor();
            row.Append(c);
            Column++;
        }
    }

    private void SetStyle(ReadOnlySpan<char> sequence)
    {
        row.Append(sequence);
        if (sequence is "\e[0m" or "\e[m")
        {
            style.Clear();
        }
        else
        {
            style.Append(sequence);
        }
    }

    private void BreakRow()
    {
        rows.Add(style.Length > 0 ? row.Append("\e[0m").ToString() : row.ToString());
        row.Clear().Append(style);
        Column = 0;
    }

    private void PlaceCursor()
    {
        if (cursorIsNext)
        {
            (CursorRow, CursorColumn) = (rows.Count, Math.Min(Column, width - 1));
            cursorIsNext = false;
        }
    }
}
