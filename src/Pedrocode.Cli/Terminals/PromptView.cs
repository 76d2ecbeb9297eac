namespace Pedrocode.Cli.Terminals;

/// <summary>The area at the bottom: status, prompt with the typed line, menu; never more than the screen can hold.</summary>
internal sealed class PromptView(TerminalTraits traits)
{
    private int top;

    public Area Of(string? status, LineEditor? editor, int width, int height)
    {
        var rows = new List<string>();
        if (status is not null && height > 2)
        {
            rows.Add(OneRow(status, width));
        }
        if (editor is null)
        {
            return rows.Count == 0 ? Area.Empty : new Area(rows, 0, RowDifference.Cells(rows[0]) % width);
        }
        var layout = Layout(editor, width);
        var free = Math.Max(1, height - rows.Count);
        var menu = Menu(editor, width, free - Math.Min(layout.Rows.Count, (free + 1) / 2));
        var shown = Math.Min(layout.Rows.Count, free - menu.Count);
        top = Math.Clamp(top, Math.Max(0, layout.CursorRow - shown + 1), layout.CursorRow);
        top = Math.Min(top, layout.Rows.Count - shown);
        var cursorRow = rows.Count + layout.CursorRow - top;
        rows.AddRange(layout.Rows.Skip(top).Take(shown));
        rows.AddRange(menu);
        return new Area(rows, cursorRow, layout.CursorColumn);
    }

    private LineLayout Layout(LineEditor editor, int width) =>
        LineLayout.Of(SafeText.Line(editor.PromptText, traits.Colours > ColourDepth.None), editor.ShownLine, width);

    private IReadOnlyList<string> Menu(LineEditor editor, int width, int height) =>
        editor.Menu is { } menu && editor.Search is null && height > 0
            ? [.. menu.Rows(width, height, traits).Select(row => OneRow(row, width))]
            : [];

    private string OneRow(string text, int width)
    {
        var row = new RowBuilder(width);
        row.AddStyled(SafeText.Line(text, traits.Colours > ColourDepth.None));
        return row.Finish()[0];
    }
}
