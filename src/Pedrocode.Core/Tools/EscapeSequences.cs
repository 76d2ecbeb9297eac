using System.Text;

namespace Pedrocode.Core.Tools;

/// <summary>The sequences a terminal obeys (ECMA-48): colours, cursor moves, titles, queries.</summary>
internal static class EscapeSequences
{
    private const char Escape = '\u001b';

    /// <summary>The text without them. What is no whole sequence stays.</summary>
    public static string Remove(string text)
    {
        if (text.AsSpan().IndexOfAny(Escape, '\u009b', '\u009d') < 0)
        {
            return text;
        }
        var kept = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; )
        {
            var length = LengthAt(text, at);
            if (length == 0)
            {
                kept.Append(text[at]);
                length = 1;
            }
            at += length;
        }
        return kept.ToString();
    }

    private static int LengthAt(string text, int at) =>
        text[at] switch
        {
            '\u009b' => ControlLength(text, at, at + 1),
            '\u009d' => StringLength(text, at, at + 1),
            Escape when at + 1 < text.Length => text[at + 1] switch
            {
                '[' => ControlLength(text, at, at + 2),
                ']' or 'P' or 'X' or '^' or '_' => StringLength(text, at, at + 2),
                >= ' ' and <= '/' => PlainLength(text, at, at + 1),
                >= '0' and <= '~' => 2,
                _ => 0,
            },
            _ => 0,
        };

    private static int ControlLength(string text, int start, int at)
    {
        while (at < text.Length && text[at] is >= '0' and <= '?')
        {
            at++;
        }
        while (at < text.Length && text[at] is >= ' ' and <= '/')
        {
            at++;
        }
        return at < text.Length && text[at] is >= '@' and <= '~' ? at + 1 - start : 0;
    }

    // Ends at BEL or ST. Another beginning or a line break inside means that it never ends: so each part is scanned once.
    private static int StringLength(string text, int start, int at)
    {
        var length = text.AsSpan(at).IndexOfAny("\u0007\u001b\u009b\u009c\u009d\n");
        if (length < 0)
        {
            return 0;
        }
        var end = at + length;
        return text[end] switch
        {
            '\u0007' or '\u009c' => end + 1 - start,
            Escape when end + 1 < text.Length && text[end + 1] == '\\' => end + 2 - start,
            _ => 0,
        };
    }

    private static int PlainLength(string text, int start, int at)
    {
        while (at < text.Length && text[at] is >= ' ' and <= '/')
        {
            at++;
        }
        return at < text.Length && text[at] is >= '0' and <= '~' ? at + 1 - start : 0;
    }
}
