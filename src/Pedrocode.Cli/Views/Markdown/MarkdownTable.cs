using System.Text;
using Pedrocode.Cli.Terminals;

namespace Pedrocode.Cli.Views.Markdown;

/// <summary>A table, its cells wrapped so that it fits; where it cannot, a list of its rows.</summary>
internal sealed class MarkdownTable(Style style)
{
    private const int Narrowest = 6;
    private const int Gap = 2;
    private const int MostColumns = 100;

    public static bool Begins(string head, string rule) =>
        head.Contains('|', StringComparison.Ordinal)
        && rule.Contains('-', StringComparison.Ordinal)
        && rule.AsSpan().IndexOfAnyExcept("|-: \t") < 0;

    public static int End(IReadOnlyList<string> lines, int at)
    {
        var end = at + 2;
        while (end < lines.Count && lines[end].Contains('|', StringComparison.Ordinal))
        {
            end++;
        }
        return end;
    }

    public List<string> Lines(IReadOnlyList<string> lines, int width)
    {
        var head = Cells(lines[0]);
        var rows = lines.Skip(2).Select(Cells).ToList();
        var columns = Widths(head, rows, width);
        if (columns is null)
        {
            return AsList(head, rows, width);
        }
        var right = Cells(lines[1]).Select(static cell => cell.EndsWith(':') && !cell.StartsWith(':')).ToArray();
        var rule = string.Join(
            new string(style.Unicode ? '─' : '-', Gap),
            columns.Select(cells => new string(style.Unicode ? '─' : '-', cells))
        );
        return
        [
            .. Row(head, columns, right, Look.Bold),
            style.Dim(rule),
            .. rows.SelectMany(row => Row(row, columns, right, Look.Plain)),
        ];
    }

    private static List<string> Cells(string line)
    {
        var text = line.Trim();
        text = text.StartsWith('|') ? text[1..] : text;
        text = text.EndsWith('|') && !text.EndsWith("\\|", StringComparison.Ordinal) ? text[..^1] : text;
        var cells = new List<string>();
        var cell = new StringBuilder();
        for (var i = 0; i < text.Length && cells.Count < MostColumns; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length && text[i + 1] == '|')
            {
                cell.Append('|');
                i++;
            }
            else if (text[i] == '|')
            {
                cells.Add(cell.ToString().Trim());
                cell.Clear();
            }
            else
            {
                cell.Append(text[i]);
            }
        }
        cells.Add(cell.ToString().Trim());
        return cells;
    }

    /// <summary>What each column takes; the widest give way until all fit. Null where even the narrowest do not.</summary>
    private int[]? Widths(List<string> head, List<List<string>> rows, int width)
    {
        var widths = head.Select(Width).ToArray();
        foreach (var row in rows)
        {
            for (var i = 0; i < Math.Min(row.Count, widths.Length); i++)
            {
                widths[i] = Math.Max(widths[i], Width(row[i]));
            }
        }
        var room = width - Gap * (widths.Length - 1);
        if (room < widths.Sum(static cells => Math.Min(cells, Narrowest)))
        {
            return null;
        }
        while (widths.Sum() > room)
        {
            var widest = Array.IndexOf(widths, widths.Max());
            var others = widths.Where((_, i) => i != widest).DefaultIfEmpty(0).Max();
            var over = widths.Sum() - room;
            // Down to the next widest, or as far as is needed.
            widths[widest] -= Math.Min(over, Math.Max(1, widths[widest] - Math.Max(others, Narrowest)));
        }
        return widths;
    }

    private int Width(string cell) =>
        Wrapping.Lines(Inline.Spans(cell), int.MaxValue, style).Max(static line => RowDifference.Cells(line));

    private IEnumerable<string> Row(List<string> row, int[] columns, bool[] right, Look look)
    {
        var wrapped = columns.Select((width, i) => i < row.Count ? Wrapped(row[i], look, width) : [("", 0)]).ToList();
        for (var line = 0; line < wrapped.Max(static cell => cell.Count); line++)
        {
            var text = new StringBuilder();
            for (var i = 0; i < columns.Length; i++)
            {
                var (part, cells) = line < wrapped[i].Count ? wrapped[i][line] : ("", 0);
                var pad = Math.Max(0, columns[i] - cells);
                var before = i < right.Length && right[i] ? pad : 0;
                text.Append(' ', before).Append(part).Append(' ', pad - before + (i < columns.Length - 1 ? Gap : 0));
            }
            yield return text.ToString().TrimEnd();
        }
    }

    /// <summary>The lines of a cell with the cells of the screen each takes.</summary>
    private List<(string Text, int Cells)> Wrapped(string cell, Look look, int width)
    {
        var spans = Inline.Spans(cell, look);
        var shown = Wrapping.Lines(spans, width, style);
        return [.. shown.Select(static line => (line, RowDifference.Cells(line)))];
    }

    private List<string> AsList(List<string> head, List<List<string>> rows, int width)
    {
        var lines = new List<string>();
        foreach (var row in rows)
        {
            for (var i = 0; i < Math.Min(row.Count, head.Count); i++)
            {
                lines.AddRange(
                    Wrapping.Lines([.. Inline.Spans(head[i] + ": ", Look.Bold), .. Inline.Spans(row[i])], width, style)
                );
            }
            lines.Add("");
        }
        return lines;
    }
}
