using Pedrocode.Cli.Terminals;

namespace Pedrocode.Cli.Views;

/// <summary>Text cut to a line.</summary>
internal static class Brief
{
    public static string FirstLine(string text)
    {
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        return end < 0 ? text : text[..end].TrimEnd() + " …";
    }

    /// <summary>At most so many columns, the cut shown by <c>…</c>.</summary>
    public static string Line(string text, int columns)
    {
        var line = text.ReplaceLineEndings(" ");
        if (TextWidth.Of(line) <= columns)
        {
            return line;
        }
        var kept = line.Length;
        while (kept > 0 && TextWidth.Of(line.AsSpan(0, kept)) > columns - 1)
        {
            kept -= char.IsLowSurrogate(line[kept - 1]) && kept > 1 ? 2 : 1;
        }
        return line[..kept] + "…";
    }
}
