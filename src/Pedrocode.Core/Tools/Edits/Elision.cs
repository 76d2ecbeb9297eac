using System.Collections.Frozen;

namespace Pedrocode.Core.Tools.Edits;

/// <summary>
/// Lines that stand for code a model did not write out: <c>// ... rest of the file unchanged</c>. Written into a file, they
/// delete what they stand for.
/// </summary>
public static class Elision
{
    private const int LongestLine = 120;

    private static readonly FrozenSet<string> Openings = Words(
        "rest remainder remaining existing other previous original unchanged unmodified same keep more omitted"
    );

    private static readonly FrozenSet<string> Nouns = Words(
        """
        code file files function functions method methods class classes implementation implementations content contents line
        lines import imports test tests component components module logic body section sections html markup style styles rule
        rules property properties field fields definition definitions item items entry entries configuration config route
        routes case cases handler handlers stuff text document script program part parts block blocks statement statements
        declaration declarations member members variable variables setup
        """
    );

    private static readonly FrozenSet<string> Claims = Words(
        "unchanged unmodified omitted elided snip snipped truncated untouched"
    );

    private static readonly string[] ClaimingPhrases =
    [
        "same as before",
        "same as above",
        "as before",
        "remain the same",
        "remains the same",
        "stay the same",
        "stays the same",
        "as is",
        "not shown",
        "no changes",
        "for brevity",
    ];

    private static readonly string[] CommentStarts = ["//", "/*", "{/*", "#", "<!--", "--"];

    /// <summary>The first such line of <paramref name="written"/> that <paramref name="replaced"/> does not have itself, or null.</summary>
    public static string? FirstIn(string written, string replaced)
    {
        HashSet<string>? there = null;
        foreach (var range in written.AsSpan().Split('\n'))
        {
            var line = written.AsSpan(range).Trim();
            if (!IsElision(line))
            {
                continue;
            }
            there ??= replaced.Split('\n').Select(static known => known.Trim()).ToHashSet(StringComparer.Ordinal);
            if (!there.Contains(line.ToString()))
            {
                return line.ToString();
            }
        }
        return null;
    }

    internal static bool IsElision(ReadOnlySpan<char> line)
    {
        if (line.Length is 0 or > LongestLine)
        {
            return false;
        }
        var start = 0;
        while (start < line.Length && !char.IsLetterOrDigit(line[start]) && line[start] is not ('_' or '@' or '&'))
        {
            start++;
        }
        var before = line[..start];
        var comment = before.IndexOfAny("/#*;%{[(!") >= 0 || before.StartsWith("--");
        var dots = HoldsDots(before) || HoldsDots(AfterLastLetter(line));
        if (start == line.Length)
        {
            // A bare `...` is an expression in some languages, `./...` a path.
            return dots && StartsComment(before) && before.IndexOfAnyExcept("./#*<>!-{} …") < 0;
        }
        return (comment || (dots && IsWord(FirstToken(line[start..])))) && Says(WordsOf(line[start..]), dots);
    }

    private static bool Says(List<string> words, bool dots)
    {
        var named = words is ["the" or "your" or "all", _, ..] ? words[1..] : words;
        if (named.Count is 0 or > 14)
        {
            return false;
        }
        var claims = named.Exists(Claims.Contains) || Array.Exists(ClaimingPhrases, phrase => Has(named, phrase));
        var opens = Openings.Contains(named[0]);
        var names = named.Take(6).Any(Nouns.Contains);
        var here = named[^1] == "here";
        return dots
            ? (opens && (names || claims || here)) || (claims && (names || named.Count <= 3))
            : (opens && names && (claims || here || Has(named, "rest of") || Has(named, "remainder of")))
                || (named.Count <= 4 && Nouns.Contains(named[0]) && Claims.Contains(named[^1]))
                || named is ["unchanged"] or ["same", "as", "before" or "above"]
                || (claims && Has(named, "for brevity"));
    }

    private static bool Has(List<string> words, string phrase) =>
        (" " + string.Join(' ', words) + " ").Contains(" " + phrase + " ", StringComparison.Ordinal);

    private static List<string> WordsOf(ReadOnlySpan<char> text)
    {
        var words = new List<string>();
        foreach (var range in text.SplitAny(" \t-,()[]{}*/.…:<>!"))
        {
            if (!text[range].IsEmpty)
            {
                words.Add(text[range].ToString().ToLowerInvariant());
            }
        }
        return words;
    }

    private static bool HoldsDots(ReadOnlySpan<char> text) => text.IndexOf("...") >= 0 || text.IndexOf('…') >= 0;

    private static bool StartsComment(ReadOnlySpan<char> text)
    {
        foreach (var start in CommentStarts)
        {
            if (text.StartsWith(start))
            {
                return true;
            }
        }
        return false;
    }

    private static ReadOnlySpan<char> FirstToken(ReadOnlySpan<char> text) =>
        text.IndexOf(' ') is >= 0 and var end ? text[..end] : text;

    // `...rest.items,` spreads a value.
    private static bool IsWord(ReadOnlySpan<char> token) => token.IndexOfAnyExceptInRange('A', 'z') < 0;

    private static ReadOnlySpan<char> AfterLastLetter(ReadOnlySpan<char> text)
    {
        var at = text.Length;
        while (at > 0 && !char.IsLetterOrDigit(text[at - 1]))
        {
            at--;
        }
        return text[at..];
    }

    private static FrozenSet<string> Words(string words) =>
        words.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
