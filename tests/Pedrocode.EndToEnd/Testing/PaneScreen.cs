namespace Pedrocode.EndToEnd.Testing;

/// <summary>What the pane shows at a moment; rows without the blanks at their ends.</summary>
public sealed record PaneScreen(IReadOnlyList<string> Rows)
{
    public required int Width { get; init; }

    public required int Height { get; init; }

    public required int CursorRow { get; init; }

    public required int CursorColumn { get; init; }

    /// <summary>How the command ended; null while it runs.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The row with the cursor.</summary>
    public string Line => Rows[CursorRow];

    public bool Contains(string text) => Rows.Any(row => row.Contains(text, StringComparison.Ordinal));

    public override string ToString() =>
        string.Join('\n', Rows).TrimEnd('\n')
        + $"\n(cursor at row {CursorRow}, column {CursorColumn}; {Width}x{Height})";
}
