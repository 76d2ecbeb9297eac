using System.Buffers;

namespace Pedrocode.Core.Models.Json;

/// <summary>The kinds of characters that loosely written JSON is made of.</summary>
internal static class LooseChars
{
    private static readonly SearchValues<char> Spaces = SearchValues.Create(
        " \t\n\r\f\v\u00A0\u1680\u180E\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u200B\u2028\u2029\u202F\u205F\u3000\uFEFF"
    );

    private static readonly SearchValues<char> Delimiters = SearchValues.Create(",:[]/{}()\n+");
    private static readonly SearchValues<char> WordEnds = SearchValues.Create(",[]{}\n+");
    private static readonly SearchValues<char> UrlMarks = SearchValues.Create("-._~:/?#@!$&()*+;=%");

    public static bool IsSpace(char c) => Spaces.Contains(c);

    public static bool IsDelimiter(char c) => Delimiters.Contains(c);

    /// <summary>Ends text without quotes anywhere; a colon does so only in a key, a slash only where a comment begins.</summary>
    public static bool EndsWord(char c) => WordEnds.Contains(c);

    public static bool IsUrl(char c) => char.IsAsciiLetterOrDigit(c) || UrlMarks.Contains(c);

    public static bool IsNameStart(char c) => char.IsLetter(c) || c is '_' or '$';

    public static bool IsName(char c) => IsNameStart(c) || char.IsDigit(c);

    public static bool IsQuote(char c) => KindOf(c) != QuoteKind.None;

    public static QuoteKind KindOf(char c) =>
        c switch
        {
            '"' => QuoteKind.Double,
            '\'' => QuoteKind.Single,
            '\u201C' or '\u201D' => QuoteKind.DoubleLike,
            '\u2018' or '\u2019' or '`' or '\u00B4' => QuoteKind.SingleLike,
            _ => QuoteKind.None,
        };

    /// <summary>A straight quote closes only with itself; a typographic one with any of its kind, straight ones included.</summary>
    public static bool Closes(QuoteKind opened, char c) =>
        (opened, KindOf(c)) switch
        {
            (_, QuoteKind.None) => false,
            (QuoteKind.DoubleLike, QuoteKind.Double) or (QuoteKind.SingleLike, QuoteKind.Single) => true,
            var (open, close) => open == close,
        };

    public static bool StartsValue(char c) => c is '{' or '[' or '-' or '.' or '/' || IsName(c) || IsQuote(c);
}

internal enum QuoteKind
{
    None,
    Double,
    Single,
    DoubleLike,
    SingleLike,
}

/// <summary>Where a value stands: what may follow it depends on that.</summary>
internal enum Place
{
    Root,
    Key,
    Member,
    Element,
    CallArgument,
}
