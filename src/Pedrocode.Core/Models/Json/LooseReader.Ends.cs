namespace Pedrocode.Core.Models.Json;

/// <summary>Whether a quote ends its string or belongs to it: decided by what stands around it.</summary>
internal sealed partial class LooseReader
{
    private const int Glance = 120;
    private (char Quote, int At) lastQuote;

    private bool IsEnd(int quote, Place place)
    {
        var next = AfterSpace(quote + 1);
        if (next >= text.Length)
        {
            return true;
        }
        var c = text[next];
        if (LooseChars.IsQuote(c))
        {
            // "72"" : the first of two quotes belongs to the string when the second one can end it.
            return next != quote + 1 || text[next] != text[quote] || !EndsAfterSecond(next, place);
        }
        var apart = next > quote + 1;
        var newLine = apart && text.AsSpan(quote + 1, next - quote - 1).Contains('\n');
        return c switch
        {
            '}' or ']' => AfterClosers(next, place) || !QuoteFollows(text[quote], next),
            ',' => place != Place.Member || StartsMember(AfterSpace(next + 1)),
            ':' => place == Place.Key,
            '+' => AfterSpace(next + 1) is var plus && plus < text.Length && LooseChars.IsQuote(text[plus]),
            ')' => place == Place.CallArgument,
            ';' => place == Place.Root,
            '`' => true,
            '\\' => next + 1 < text.Length && LooseChars.IsQuote(text[next + 1]),
            '{' or '[' => place == Place.Key || (apart && place == Place.Element) || (newLine && place == Place.Root),
            _ when char.IsAsciiDigit(c) || c == '-' => place switch
            {
                Place.Element or Place.Key => true,
                Place.Root => newLine,
                _ => newLine && StartsMember(next),
            },
            _ => place switch
            {
                Place.Key => apart && IsConstant(next),
                Place.Member => apart && StartsMember(next),
                _ => newLine,
            },
        };
    }

    private bool EndsAfterSecond(int second, Place place)
    {
        var next = AfterSpace(second + 1);
        return next >= text.Length
            || (text[next] is ',' or '}' or ']' or ')' && place != Place.Key && IsEnd(second, place))
            || (text[next] == ':' && place == Place.Key);
    }

    /// <summary>Brackets may close all that is open, and then only another value may follow.</summary>
    private bool AfterClosers(int next, Place place)
    {
        var closed = 0;
        var lineBroken = false;
        while (next < text.Length && (text[next] is '}' or ']' || LooseChars.IsSpace(text[next])))
        {
            closed += text[next] is '}' or ']' ? 1 : 0;
            lineBroken |= text[next] == '\n';
            next++;
        }
        if (next >= text.Length || lineBroken || !char.IsLetter(text[next]))
        {
            return next >= text.Length || text[next] is not ('.' or '!' or '?');
        }
        return closed < depth && place != Place.Root && StartsMember(next);
    }

    private bool QuoteFollows(char quote, int from)
    {
        if (lastQuote.Quote != quote)
        {
            lastQuote = (quote, text.LastIndexOf(quote));
        }
        return lastQuote.At >= from;
    }

    private bool StartsMember(int next)
    {
        if (
            next >= text.Length
            || text[next] is '}' or ']' or '.' or '/' or ',' or '\\'
            || LooseChars.IsQuote(text[next])
        )
        {
            return true;
        }
        var end = next;
        while (end < text.Length && end < next + Glance && !LooseChars.EndsWord(text[end]) && text[end] != ':')
        {
            if (LooseChars.IsQuote(text[end]))
            {
                // b": the opening quote of a key is missing.
                return end + 1 < text.Length
                    && AfterSpace(end + 1) is var colon
                    && colon < text.Length
                    && text[colon] == ':';
            }
            end++;
        }
        return end < text.Length && text[end] == ':';
    }

    private bool IsConstant(int next)
    {
        var end = next;
        while (end < text.Length && end < next + Glance && LooseChars.IsName(text[end]))
        {
            end++;
        }
        return Constant(text.AsSpan(next, end - next)) is not null;
    }

    /// <summary>A quote that cannot end the string may open the next one: then this one ended before, without its quote.</summary>
    private StringStop? MissedEnd(OpenString s, int quote)
    {
        var last = BeforeSpace(quote - 1);
        if (last <= s.Open)
        {
            return null;
        }
        var lineBroken = text.AsSpan(last + 1, quote - last - 1).Contains('\n');
        return text[last] switch
        {
            ',' when s.Place is not (Place.Member or Place.Key) || OpensKey(quote) => new StringStop(last),
            '+' or '/' when s.Place != Place.Key && (text[last] == '+' || text[last - 1] == '*') =>
                StringStop.AtDelimiter,
            ':' when s.Place == Place.Key => StringStop.AtDelimiter,
            _ when lineBroken && s.Place == Place.Member && OpensKey(quote) => new StringStop(last + 1),
            _ => null,
        };
    }

    private bool OpensKey(int quote)
    {
        var close = text.AsSpan(quote + 1, Math.Min(Glance, text.Length - quote - 1)).IndexOf(text[quote]);
        return close >= 0 && AfterSpace(quote + close + 2) is var colon && colon < text.Length && text[colon] == ':';
    }
}
