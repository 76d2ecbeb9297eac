using System.Globalization;
using System.Text;

namespace Pedrocode.Cli.Terminals;

/// <summary>
/// Text that cannot command the terminal: of all control characters and escapes only line feeds and colour
/// sequences remain, the others become marks one can see (<c>^[</c>, <c>^M</c>, <c>&lt;U+202E&gt;</c>).
/// </summary>
public static class SafeText
{
    private const char Escape = '\e';
    private const int TabStop = 8;

    /// <summary>Several lines, with their colour sequences if <paramref name="colour"/>; a colour left on is switched off at the end.</summary>
    public static string Lines(string text, bool colour)
    {
        if (!NeedsCare(text))
        {
            return text;
        }
        var visible = new StringBuilder(text.Length + 16);
        var column = 0;
        var coloured = false;
        for (var i = 0; i < text.Length; )
        {
            var rest = text.AsSpan(i);
            if (ColourSequence(rest) is var length and > 0)
            {
                visible.Append(colour ? rest[..length] : []);
                coloured = colour;
                i += length;
                continue;
            }
            length = rest.StartsWith("\r\n") ? 2 : TextWidth.NextCluster(rest);
            column = Append(visible, rest[..length], column);
            i += length;
        }
        return (coloured ? visible.Append("\e[0m") : visible).ToString();
    }

    /// <summary>One line: as <see cref="Lines"/>, with line feeds as marks too.</summary>
    public static string Line(string text, bool colour) =>
        Lines(text.Replace("\n", "^J", StringComparison.Ordinal), colour);

    /// <summary>What somebody typed or pasted: colour sequences are marks here too.</summary>
    public static string Typed(string text) => Lines(text.Replace("\e", "^[", StringComparison.Ordinal), colour: false);

    /// <summary>The mark for a grapheme cluster that must not reach the terminal, or null for one that may.</summary>
    public static string? MarkOf(ReadOnlySpan<char> cluster) =>
        cluster[0] switch
        {
            < ' ' => "^" + (char)(cluster[0] + '@'),
            '\x7F' => "^?",
            > '\x7F' and < '\xA0' => Code(cluster[0]),
            // Directions that can make text read as something else, and separators some terminals take for line ends.
            '\u061C' or '\u200E' or '\u200F' => Code(cluster[0]),
            (>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069') => Code(cluster[0]),
            _ => IsTorn(cluster) ? "\uFFFD" : null,
        };

    /// <summary>The length of a colour sequence (<c>ESC [ digits ; : m</c>) at the start, or 0.</summary>
    public static int ColourSequence(ReadOnlySpan<char> text)
    {
        if (text.Length < 3 || text[0] != Escape || text[1] != '[')
        {
            return 0;
        }
        var end = text[2..].IndexOfAnyExcept("0123456789;:");
        return end is >= 0 and < 64 && text[2 + end] == 'm' ? end + 3 : 0;
    }

    private static int Append(StringBuilder visible, ReadOnlySpan<char> cluster, int column)
    {
        switch (cluster)
        {
            case "\n" or "\r\n":
                visible.Append('\n');
                return 0;
            case "\t":
                var spaces = TabStop - column % TabStop;
                visible.Append(' ', spaces);
                return column + spaces;
            default:
                if (MarkOf(cluster) is { } mark)
                {
                    visible.Append(mark);
                    return column + mark.Length;
                }
                visible.Append(cluster);
                return column + TextWidth.OfCluster(cluster);
        }
    }

    private static bool NeedsCare(string text)
    {
        foreach (var c in text)
        {
            if (c is < ' ' and not '\n' or >= '\x7F')
            {
                return true;
            }
        }
        return false;
    }

    private static bool IsTorn(ReadOnlySpan<char> cluster) =>
        char.IsSurrogate(cluster[0]) && !(cluster.Length > 1 && char.IsSurrogatePair(cluster[0], cluster[1]));

    private static string Code(char c) => "<U+" + ((int)c).ToString("X4", CultureInfo.InvariantCulture) + ">";
}
