using System.Globalization;

namespace Pedrocode.Cli.Terminals;

/// <summary>A part of the typed text that is shown by its size and moved over as one: a long paste.</summary>
internal readonly record struct Fold(int Start, int Length, int Lines)
{
    /// <summary>What a paste may have and still be shown whole.</summary>
    private const int ShownLines = 8;
    private const int ShownChars = 1_500;

    /// <summary>What an entry out of the history or an editor may have.</summary>
    private const int ShownLinesOfAnEntry = 40;
    private const int ShownCharsOfAnEntry = 20_000;

    public int End => Start + Length;

    public string Label =>
        Lines > 1
            ? string.Create(CultureInfo.InvariantCulture, $"[pasted {Lines} lines]")
            : string.Create(CultureInfo.InvariantCulture, $"[pasted {Length} characters]");

    public static Fold? OfPaste(int start, ReadOnlySpan<char> text) => Of(start, text, ShownChars, ShownLines);

    public static Fold? OfEntry(int start, ReadOnlySpan<char> text) =>
        Of(start, text, ShownCharsOfAnEntry, ShownLinesOfAnEntry);

    private static Fold? Of(int start, ReadOnlySpan<char> text, int chars, int lines)
    {
        var has = text.TrimEnd('\n').Count('\n') + 1;
        return text.Length > chars || has > lines ? new Fold(start, text.Length, has) : null;
    }
}
