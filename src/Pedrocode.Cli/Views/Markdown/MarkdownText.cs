using Pedrocode.Core.Tools;

namespace Pedrocode.Cli.Views.Markdown;

/// <summary>Markdown of models as a terminal shows it. Linear in the text's length, whatever it holds (docs/adr/0012).</summary>
internal static class MarkdownText
{
    private const int Narrowest = 20;
    private const int Widest = 100;

    /// <summary>Cleaned, wrapped and styled; each line behind so many blanks.</summary>
    public static string Of(string markdown, Style style, int indent = 0)
    {
        if (style.Raw)
        {
            return VisibleText.Clean(markdown);
        }
        var width = Math.Clamp(style.Width - indent, Narrowest, Widest);
        var lines = new BlockReader(style, depth: 0).Lines(VisibleText.Clean(markdown).Trim('\n').Split('\n'), width);
        var margin = new string(' ', indent);
        return string.Join('\n', lines.Select(line => line.Length == 0 ? line : margin + line));
    }
}
