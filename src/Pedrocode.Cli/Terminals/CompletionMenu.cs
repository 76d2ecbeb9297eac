namespace Pedrocode.Cli.Terminals;

/// <summary>The completions offered below the line, and the one chosen so far.</summary>
internal sealed class CompletionMenu(IReadOnlyList<Completion> items, int start, string typed)
{
    private const int MostRows = 8;
    private const int Gap = 2;
    private const int MostOfText = 40;

    public IReadOnlyList<Completion> Items => items;

    /// <summary>Where the text begins that a completion replaces.</summary>
    public int Start => start;

    /// <summary>What stood there when the menu opened.</summary>
    public string Typed => typed;

    public Completion? Chosen => Index < 0 ? null : items[Index];

    private int Index { get; set; } = -1;

    private int columns = 1;

    /// <summary>Whether the key chose another one.</summary>
    public bool Press(KeyPress key)
    {
        int? next = key switch
        {
            { Name: KeyName.Tab, Modifiers: Modifiers.None } or { Name: KeyName.Right } => (Index + 1) % items.Count,
            { Name: KeyName.Tab, Modifiers: Modifiers.Shift } or { Name: KeyName.Left } => Index <= 0
                ? items.Count - 1
                : Index - 1,
            { Name: KeyName.Down } => Index < 0 ? 0 : Math.Min(items.Count - 1, Index + columns),
            { Name: KeyName.Up } => Math.Max(0, Index - columns),
            _ => null,
        };
        Index = next ?? Index;
        return next is not null;
    }

    /// <summary>At most so many rows, with the chosen item among them, marked without colour too.</summary>
    public IReadOnlyList<string> Rows(int width, int height, TerminalTraits traits)
    {
        var ellipsis = traits.Unicode ? "…" : "~";
        var texts = items.Select(i => SafeText.Line(SafeText.Typed(i.Text), colour: false)).ToList();
        var cell = Math.Min(Math.Min(MostOfText, width - 3), texts.Max(t => TextWidth.Of(t)));
        var noted = items.Any(i => i.Note.Length > 0);
        columns = noted ? 1 : Math.Max(1, (width - 1) / (cell + 2 + Gap));
        var lines = (items.Count + columns - 1) / columns;
        var shown = Math.Min(lines, Math.Min(MostRows, height));
        if (lines > shown)
        {
            // The last row says how many there are.
            shown = Math.Max(1, shown - 1);
        }
        var top = Math.Clamp(Math.Max(Index, 0) / columns - shown + 1, 0, lines - shown);
        var rows = new List<string>();
        for (var line = top; line < top + shown; line++)
        {
            var inLine = Enumerable.Range(line * columns, Math.Min(columns, items.Count - line * columns));
            rows.Add(string.Concat(inLine.Select(Cell)));
        }
        if (lines > shown && height > 1)
        {
            rows.Add(Faint($"  {top * columns + 1}-{Math.Min(items.Count, (top + shown) * columns)} of {items.Count}"));
        }
        return rows;

        string Cell(int i)
        {
            var text = TextWidth.Fit(texts[i], cell, ellipsis);
            var rest = new string(' ', cell - TextWidth.Of(text) + Gap);
            var chosen = i == Index;
            var shownText = chosen && traits.Colours > ColourDepth.None ? $"\e[7m{text}\e[0m" : text;
            var note = TextWidth.Fit(SafeText.Line(items[i].Note, colour: false), width - cell - 3 - Gap, ellipsis);
            return (chosen ? "> " : "  ") + shownText + rest + Faint(note);
        }

        string Faint(string text) => traits.Colours > ColourDepth.None && text.Length > 0 ? $"\e[2m{text}\e[0m" : text;
    }
}
