using System.Globalization;
using System.Text;

namespace Pedrocode.Cli.Terminals;

/// <summary>How many cells text takes on a terminal, counted by what the reader sees as one character.</summary>
public static class TextWidth
{
    private const int ZeroWidthJoiner = 0x200D;
    private const int EmojiVariation = 0xFE0F;

    /// <summary>The cells of a text without control characters or escapes.</summary>
    public static int Of(ReadOnlySpan<char> text)
    {
        var cells = 0;
        while (!text.IsEmpty)
        {
            var length = NextCluster(text);
            cells += OfCluster(text[..length]);
            text = text[length..];
        }
        return cells;
    }

    /// <summary>The length in chars of the first grapheme cluster.</summary>
    public static int NextCluster(ReadOnlySpan<char> text) =>
        text.Length == 1 || (text[0] < 0x7F && text[1] < 0x7F && text[0] != '\r')
            ? 1
            : StringInfo.GetNextTextElementLength(text);

    /// <summary>The cells of one grapheme cluster.</summary>
    public static int OfCluster(ReadOnlySpan<char> cluster)
    {
        if (cluster.Length == 1 && cluster[0] < 0x300)
        {
            return cluster[0] >= ' ' ? 1 : 0;
        }
        var sum = 0;
        var first = 0;
        var joined = false;
        foreach (var rune in cluster.EnumerateRunes())
        {
            if (sum == 0)
            {
                first = OfRune(rune);
            }
            joined |= rune.Value is ZeroWidthJoiner or EmojiVariation or (>= 0x1F3FB and <= 0x1F3FF);
            if (rune.Value == EmojiVariation)
            {
                return 2;
            }
            sum += OfRune(rune);
        }
        // A family or a skin tone is drawn in the two cells of its first emoji; a conjunct of letters in the sum of its parts.
        return joined && first == 2 ? 2 : sum;
    }

    /// <summary>Whether terminals are known to disagree about the cells of this cluster.</summary>
    public static bool IsDisputed(ReadOnlySpan<char> cluster) =>
        cluster.Length > (char.IsSurrogate(cluster[0]) ? 2 : 1) || (cluster[0] >= 0x300 && OfCluster(cluster) == 0);

    /// <summary>The text if it fits, else as much of it as does, with an ellipsis.</summary>
    public static string Fit(string text, int cells, string ellipsis = "…")
    {
        if (Of(text) <= cells)
        {
            return text;
        }
        if (cells < Of(ellipsis))
        {
            return "";
        }
        var left = cells - Of(ellipsis);
        var length = 0;
        while (OfCluster(text.AsSpan(length, NextCluster(text.AsSpan(length)))) is var next && next <= left)
        {
            left -= next;
            length += NextCluster(text.AsSpan(length));
        }
        return text[..length] + ellipsis;
    }

    private static int OfRune(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.NonSpacingMark
                or UnicodeCategory.EnclosingMark
                or UnicodeCategory.Format
                or UnicodeCategory.Control
            ? 0
        : rune.Value is >= 0x1160 and <= 0x11FF ? 0 // vowels and finals of a Hangul syllable
        : WideRanges.Contains(rune.Value) ? 2
        : 1;
}
