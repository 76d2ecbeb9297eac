namespace Pedrocode.Core.Permissions;

/// <summary>The pattern of a rule: <c>*</c> stands for any text, <c>\*</c> for a star, <c>\\</c> for a backslash; all else is itself.</summary>
internal static class RulePattern
{
    /// <summary>A pattern that fits this text and no other.</summary>
    public static string Literal(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal);

    /// <summary>In time linear to text and pattern, but for the stars: each takes the first place that fits.</summary>
    public static bool Fits(string pattern, string text)
    {
        if (!pattern.Contains('\\'))
        {
            return FitsUnescaped(pattern, text);
        }
        var pieces = Pieces(pattern);
        if (pieces is [var only])
        {
            return text == only;
        }
        if (!text.StartsWith(pieces[0], StringComparison.Ordinal))
        {
            return false;
        }
        var at = pieces[0].Length;
        foreach (var piece in pieces[1..^1])
        {
            var found = text.IndexOf(piece, at, StringComparison.Ordinal);
            if (found < 0)
            {
                return false;
            }
            at = found + piece.Length;
        }
        return text.Length - at >= pieces[^1].Length && text.EndsWith(pieces[^1], StringComparison.Ordinal);
    }

    /// <summary>The same for nearly every rule, with nothing allocated: each is looked at for each command.</summary>
    private static bool FitsUnescaped(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        var star = pattern.IndexOf('*');
        if (star < 0)
        {
            return text.SequenceEqual(pattern);
        }
        if (!text.StartsWith(pattern[..star]))
        {
            return false;
        }
        text = text[star..];
        pattern = pattern[(star + 1)..];
        while (pattern.IndexOf('*') is >= 0 and var next)
        {
            var found = text.IndexOf(pattern[..next]);
            if (found < 0)
            {
                return false;
            }
            text = text[(found + next)..];
            pattern = pattern[(next + 1)..];
        }
        return text.EndsWith(pattern);
    }

    // What stands between the stars.
    private static List<string> Pieces(string pattern)
    {
        var pieces = new List<string>();
        var piece = new System.Text.StringBuilder();
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == '\\' && i + 1 < pattern.Length && pattern[i + 1] is '*' or '\\')
            {
                piece.Append(pattern[++i]);
            }
            else if (pattern[i] == '*')
            {
                pieces.Add(piece.ToString());
                piece.Clear();
            }
            else
            {
                piece.Append(pattern[i]);
            }
        }
        pieces.Add(piece.ToString());
        return pieces;
    }
}
