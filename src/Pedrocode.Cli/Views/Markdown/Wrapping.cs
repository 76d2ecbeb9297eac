using System.Text;
using Pedrocode.Cli.Terminals;

namespace Pedrocode.Cli.Views.Markdown;

/// <summary>Text broken into lines between its words.</summary>
internal static class Wrapping
{
    public static List<string> Lines(IEnumerable<Span> spans, int width, Style style)
    {
        var lines = new List<string>();
        var line = new StringBuilder();
        var column = 0;
        foreach (var word in Words(spans, style))
        {
            var cells = word.Sum(static part => TextWidth.Of(part.Text));
            if (column > 0 && column + 1 + cells > width)
            {
                lines.Add(line.ToString());
                line.Clear();
                column = 0;
            }
            if (column > 0)
            {
                line.Append(' ');
                column++;
            }
            foreach (var part in word)
            {
                column = Append(lines, line, part, column, width, style);
            }
        }
        lines.Add(line.ToString());
        return lines;
    }

    public static List<string> Lines(string text, int width) => Lines([new Span(text, Look.Plain)], width, Style.Plain);

    public static int Width(IEnumerable<Span> spans) => spans.Sum(static span => TextWidth.Of(span.Text));

    public static string Painted(string text, Look look, Style style)
    {
        var painted = text;
        if (look.HasFlag(Look.Code))
        {
            painted = style.Colour ? style.Sgr("36", text) : text;
        }
        painted = look.HasFlag(Look.Link) ? style.Sgr("4", painted) : painted;
        painted = look.HasFlag(Look.Struck) ? style.Sgr("9", painted) : painted;
        painted = look.HasFlag(Look.Italic) ? style.Sgr("3", painted) : painted;
        painted = look.HasFlag(Look.Faint) ? style.Dim(painted) : painted;
        return look.HasFlag(Look.Bold) ? style.Bold(painted) : painted;
    }

    /// <summary>A word may be of several looks: <c>**a**b</c>.</summary>
    private static IEnumerable<List<Span>> Words(IEnumerable<Span> spans, Style style)
    {
        var word = new List<Span>();
        foreach (var span in spans)
        {
            var text = span.Look.HasFlag(Look.Code) && !style.Colour ? $"`{span.Text}`" : span.Text;
            var parts = text.Split(' ', '\t');
            for (var i = 0; i < parts.Length; i++)
            {
                if (i > 0 && word.Count > 0)
                {
                    yield return word;
                    word = [];
                }
                if (parts[i].Length > 0)
                {
                    word.Add(span with { Text = parts[i] });
                }
            }
        }
        if (word.Count > 0)
        {
            yield return word;
        }
    }

    /// <summary>What is longer than a line is broken between characters; an address is left whole, to be copied.</summary>
    private static int Append(List<string> lines, StringBuilder line, Span part, int column, int width, Style style)
    {
        var text = part.Text;
        if (TextWidth.Of(text) > width && !text.Contains("://", StringComparison.Ordinal))
        {
            var taken = new StringBuilder();
            for (var at = 0; at < text.Length; )
            {
                var length = TextWidth.NextCluster(text.AsSpan(at));
                var cells = TextWidth.OfCluster(text.AsSpan(at, length));
                if (column + cells > width && column > 0)
                {
                    lines.Add(line + Painted(taken.ToString(), part.Look, style));
                    line.Clear();
                    taken.Clear();
                    column = 0;
                }
                taken.Append(text, at, length);
                column += cells;
                at += length;
            }
            line.Append(Painted(taken.ToString(), part.Look, style));
            return column;
        }
        line.Append(Painted(text, part.Look, style));
        return column + TextWidth.Of(text);
    }
}
