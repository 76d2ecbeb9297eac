namespace Pedrocode.Core.Models.Json;

/// <summary>What stands without quotes: numbers, constants, plain text, calls such as <c>ObjectId("1")</c>, regular expressions.</summary>
internal sealed partial class LooseReader
{
    private bool Number()
    {
        var start = at;
        var end = at;
        var minus = Accept('-');
        var whole = Digits();
        var point = !IsEllipsis(end) && Accept('.');
        var fraction = point ? Digits() : 0;
        var exponent = whole + fraction > 0 && end < text.Length && text[end] is 'e' or 'E';
        end += exponent ? 1 : 0;
        var sign = exponent && (Accept('+') || Accept('-'));
        var power = exponent ? Digits() : 0;
        if (end == start || !AtNumberEnd(end))
        {
            return false;
        }
        at = end;
        if (whole > 1 && text[start + (minus ? 1 : 0)] == '0')
        {
            JsonRepair.WriteString(written, text.AsSpan(start, end - start));
            return true;
        }
        wasOpen |= (point && fraction == 0) || (exponent && power == 0) || (minus && whole == 0 && !point);
        var wholeStart = start + (minus ? 1 : 0);
        written.Append(minus ? "-" : "").Append(whole > 0 ? text.AsSpan(wholeStart, whole) : "0");
        if (point)
        {
            written.Append('.').Append(fraction > 0 ? text.AsSpan(wholeStart + whole + 1, fraction) : "0");
        }
        if (exponent && power > 0)
        {
            written
                .Append('e')
                .Append(sign ? text.AsSpan(end - power - 1, 1) : "")
                .Append(text.AsSpan(end - power, power));
        }
        return true;

        bool Accept(char c)
        {
            var found = end < text.Length && text[end] == c;
            end += found ? 1 : 0;
            return found;
        }

        int Digits()
        {
            var from = end;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
            {
                end++;
            }
            return end - from;
        }
    }

    private bool AtNumberEnd(int end) =>
        end >= text.Length
        || LooseChars.IsDelimiter(text[end])
        || LooseChars.IsSpace(text[end])
        || text[end] is ';' or '`'
        || IsEllipsis(end);

    private bool Word(Place place)
    {
        if (at < text.Length && LooseChars.IsNameStart(text[at]))
        {
            var end = at + 1;
            while (end < text.Length && LooseChars.IsName(text[end]))
            {
                end++;
            }
            if (Constant(text.AsSpan(at, end - at)) is { } constant && IsWholeWord(end))
            {
                at = end;
                written.Append(constant);
                return true;
            }
            var bracket = AfterSpace(end);
            if (bracket < text.Length && text[bracket] == '(' && Call(bracket))
            {
                return true;
            }
        }
        return UnquotedText(place);
    }

    private bool IsWholeWord(int end) =>
        end >= text.Length
        || LooseChars.IsSpace(text[end])
        || text[end] is ';' or ')' or '`'
        || LooseChars.IsDelimiter(text[end]);

    private static string? Constant(ReadOnlySpan<char> word) =>
        word switch
        {
            "true" or "True" or "TRUE" => "true",
            "false" or "False" or "FALSE" => "false",
            "null" or "None" or "NULL" or "Null" or "undefined" => "null",
            _ => null,
        };

    /// <summary>The one argument of a call stands for the call: JSONP, MongoDB's types.</summary>
    private bool Call(int bracket)
    {
        at = bracket + 1;
        Enter();
        var read = Value(Place.CallArgument);
        depth--;
        if (!read)
        {
            throw Unexpected();
        }
        wasOpen |= !Skip(')') && at >= text.Length;
        _ = Skip(';');
        return true;
    }

    private bool UnquotedText(Place place)
    {
        var start = at;
        while (at < text.Length && !LooseChars.IsQuote(text[at]) && !EndsWordHere(start, place))
        {
            at += Math.Max(1, UrlLength(start));
        }
        var end = BeforeSpace(at - 1) + 1;
        if (end <= start)
        {
            at = start;
            return false;
        }
        var quoteMissed = end == at && at < text.Length && text[at] == '"';
        var word = text.AsSpan(start, end - start);
        at = end + (quoteMissed ? 1 : 0);
        if (place != Place.Key && Constant(word) is { } constant)
        {
            written.Append(constant);
            return true;
        }
        JsonRepair.WriteString(written, word);
        return true;
    }

    private bool EndsWordHere(int start, Place place) =>
        text[at] switch
        {
            ':' => place == Place.Key,
            '/' => at == start || (at + 1 < text.Length && text[at + 1] is '/' or '*'),
            var c => LooseChars.EndsWord(c),
        };

    /// <summary>How far a URL goes on from the colon here, when a scheme is all that stands since <paramref name="start"/>.</summary>
    private int UrlLength(int start)
    {
        if (text[at] != ':' || at - start is < 2 or > 6 || string.CompareOrdinal(text, at, "://", 0, 3) != 0)
        {
            return 0;
        }
        var isScheme = text.AsSpan(start, at - start) is "http" or "https" or "ftp" or "file" or "ws" or "wss" or "irc";
        var end = at;
        while (isScheme && end < text.Length && LooseChars.IsUrl(text[end]))
        {
            end++;
        }
        return end - at;
    }

    private bool RegularExpression()
    {
        if (at >= text.Length || text[at] != '/')
        {
            return false;
        }
        var start = at++;
        while (at < text.Length && text[at] is not ('/' or '\n'))
        {
            at += text[at] == '\\' ? 2 : 1;
        }
        at = Math.Min(at, text.Length);
        wasOpen |= !Skip('/');
        while (at < text.Length && char.IsAsciiLetterLower(text[at]))
        {
            at++;
        }
        JsonRepair.WriteString(written, text.AsSpan(start, at - start));
        return true;
    }
}
