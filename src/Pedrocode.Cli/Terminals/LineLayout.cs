using System.Text;

namespace Pedrocode.Cli.Terminals;

/// <summary>The typed line as rows of cells, with its prompt, and where the cursor is in them.</summary>
internal sealed record LineLayout(IReadOnlyList<string> Rows, int CursorRow, int CursorColumn)
{
    private const string Continuation = "> ";

    public static LineLayout Of(string prompt, LineBuffer line, int width)
    {
        var rows = new RowBuilder(Math.Max(2, width));
        rows.AddStyled(prompt);
        foreach (var part in line.Parts())
        {
            if (part.Start == line.Cursor)
            {
                rows.MarkCursor();
            }
            rows.AddTyped(part.Label ?? line.Span(part.Start, part.End), Continuation);
        }
        if (line.Cursor == line.Length)
        {
            rows.MarkCursor();
        }
        return new LineLayout(rows.Finish(), rows.CursorRow, rows.CursorColumn);
    }

    /// <summary>The entry as it stays above once it is finished.</summary>
    public static string Finished(string prompt, LineBuffer line)
    {
        var shown = new StringBuilder();
        foreach (var part in line.Parts())
        {
            shown.Append(part.Label ?? line.Span(part.Start, part.End));
        }
        return prompt + SafeText.Typed(shown.Replace("\n", "\n" + Continuation).ToString());
    }
}
