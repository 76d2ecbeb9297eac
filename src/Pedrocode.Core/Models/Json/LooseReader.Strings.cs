using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Pedrocode.Core.Models.Json;

/// <summary>Strings in quotes: which quote really ends one, what escapes mean, where one ends that lacks its quote.</summary>
internal sealed partial class LooseReader
{
    private readonly bool[] unended = new bool[5 * 5];
    private readonly StringBuilder content = new();
    private long scanned;

    private bool QuotedValue(Place place)
    {
        content.Clear();
        if (!Quoted(place, content))
        {
            return false;
        }
        Concatenated(place, content);
        JsonRepair.WriteString(written, content.ToString());
        return true;
    }

    private void Concatenated(Place place, StringBuilder value)
    {
        while (true)
        {
            var plus = AfterSpace(at);
            if (plus >= text.Length || text[plus] != '+')
            {
                return;
            }
            at = AfterSpace(plus + 1);
            if (!Quoted(place, value))
            {
                return;
            }
        }
    }

    private bool Quoted(Place place, StringBuilder into)
    {
        var escaped = at + 1 < text.Length && text[at] == '\\' && LooseChars.IsQuote(text[at + 1]);
        var open = at + (escaped ? 1 : 0);
        if (open >= text.Length || !LooseChars.IsQuote(text[open]))
        {
            return false;
        }
        var kind = LooseChars.KindOf(text[open]);
        var seen = ((int)kind * 5) + (int)place;
        var kept = into.Length;
        var stop = unended[seen] ? StringStop.AtDelimiter : Scan(new(place, kind, open, escaped), into);
        if (stop is { } early)
        {
            unended[seen] |= early.NoEnd;
            into.Length = kept;
            _ = Scan(new(place, kind, open, escaped) { Stop = early }, into);
        }
        return true;
    }

    /// <summary>Reads to the end of the string. Returns where to stop instead when it turns out to lack its closing quote.</summary>
    private StringStop? Scan(OpenString s, StringBuilder into)
    {
        var kept = into.Length;
        at = s.Open + 1;
        while (true)
        {
            // Each string is read a second time at most, but what follows a misjudged one may be read again and again.
            if (++scanned > (8L * text.Length) + 4096)
            {
                throw Unexpected();
            }
            if (s.Escaped && at < text.Length && text[at] == '\\')
            {
                at++;
            }
            if (at >= text.Length)
            {
                var last = BeforeSpace(at - 1);
                if (s.Stop is null && last > s.Open && LooseChars.IsDelimiter(text[last]))
                {
                    return StringStop.AtDelimiter with { NoEnd = true };
                }
                CloseOpenString(into, kept);
                return null;
            }
            if (s.Stop is { Index: < 0 } && UrlLength(s.Open + 1) is > 0 and var url)
            {
                into.Append(text, at, url);
                at += url;
                continue;
            }
            var c = text[at];
            if (at == s.Stop?.Index || (s.Stop is { Index: < 0 } && EndsWordHere(s.Open + 1, s.Place)))
            {
                CloseOpenString(into, kept);
                return null;
            }
            if (LooseChars.Closes(s.Kind, c))
            {
                if (s.Stop is { Index: < 0 } || IsEnd(at, s.Place))
                {
                    at++;
                    return null;
                }
                if (s.Stop is null && MissedEnd(s, at) is { } stop)
                {
                    return stop;
                }
            }
            if (c == '\\')
            {
                Escape(into);
            }
            else
            {
                into.Append(c >= ' ' || c is '\n' or '\r' or '\t' or '\b' or '\f' ? c : throw Unexpected());
                at++;
            }
        }
    }

    private void CloseOpenString(StringBuilder into, int kept)
    {
        wasOpen = true;
        while (into.Length > kept && LooseChars.IsSpace(into[^1]))
        {
            into.Length--;
        }
    }

    private void Escape(StringBuilder into)
    {
        var next = at + 1 < text.Length ? text[at + 1] : '\0';
        if (next == 'u')
        {
            Unicode(into);
            return;
        }
        at = Math.Min(at + 2, text.Length);
        _ = next switch
        {
            'n' => into.Append('\n'),
            'r' => into.Append('\r'),
            't' => into.Append('\t'),
            'b' => into.Append('\b'),
            'f' => into.Append('\f'),
            '\0' => into,
            < ' ' and not ('\n' or '\r' or '\t') => throw Unexpected(),
            _ => into.Append(next),
        };
    }

    private void Unicode(StringBuilder into)
    {
        var digits = text.AsSpan(Math.Min(at + 2, text.Length));
        var length = 0;
        while (length < 4 && length < digits.Length && char.IsAsciiHexDigit(digits[length]))
        {
            length++;
        }
        if (length < 4 && length < digits.Length)
        {
            throw new JsonException($"bad \\u escape at {at}");
        }
        at += 2 + length;
        if (length == 4)
        {
            into.Append((char)int.Parse(digits[..4], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        }
    }

    private readonly record struct OpenString(Place Place, QuoteKind Kind, int Open, bool Escaped)
    {
        public StringStop? Stop { get; init; }
    }

    /// <param name="Index">Where the string ends for want of a quote; below zero: at the first delimiter.</param>
    /// <param name="NoEnd">No later string of this kind in this place has an end either.</param>
    private readonly record struct StringStop(int Index, bool NoEnd = false)
    {
        public static StringStop AtDelimiter { get; } = new(-1);
    }
}
