using Pedrocode.Cli.Terminals;

namespace Pedrocode.Cli.Views;

/// <summary>Text cut to a line.</summary>
internal static class Brief
{
    public static string FirstLine(string text, Style style)
    {
        var whole = text.Trim();
        var end = whole.IndexOf('\n', StringComparison.Ordinal);
        return end < 0 ? whole : $"{whole[..end].TrimEnd()} {More(style)}";
    }

    /// <summary>At most so many columns, the cut shown by <c>…</c>; no character is cut in two.</summary>
    public static string Line(string text, int columns, Style style)
    {
        var line = text.ReplaceLineEndings(" ").Replace('\t', ' ');
        if (TextWidth.Of(line) <= columns)
        {
            return line;
        }
        var room = columns - TextWidth.Of(More(style));
        var kept = 0;
        while (kept < line.Length)
        {
            var length = TextWidth.NextCluster(line.AsSpan(kept));
            room -= TextWidth.OfCluster(line.AsSpan(kept, length));
            if (room < 0)
            {
                break;
            }
            kept += length;
        }
        return line[..kept] + More(style);
    }

    private static string More(Style style) => style.Mark("…", "...");
}
