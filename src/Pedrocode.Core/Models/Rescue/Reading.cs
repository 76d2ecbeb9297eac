using Pedrocode.Core.Models.Json;

namespace Pedrocode.Core.Models.Rescue;

/// <summary>
/// A text being searched for calls. Every search is charged to one budget, so that no text makes reading it more than linear:
/// once the budget is spent nothing is found any more, and the call being read counts as cut off.
/// </summary>
internal sealed class Reading(string text, KnownTools tools)
{
    private long budget = (24L * text.Length) + 65536;

    public string Text { get; } = text;

    public KnownTools Tools { get; } = tools;

    public int Length => Text.Length;

    public bool At(int i, string token) =>
        i <= Length - token.Length
        && Text[i + token.Length - 1] == token[^1]
        && Text.AsSpan(i).StartsWith(token, StringComparison.Ordinal);

    public bool AtAny(int i, ReadOnlySpan<string> tokens) => LengthAtAny(i, tokens) > 0;

    /// <summary>The length of the token that stands at <paramref name="i"/>, or 0.</summary>
    public int LengthAtAny(int i, ReadOnlySpan<string> tokens)
    {
        foreach (var token in tokens)
        {
            if (At(i, token))
            {
                return token.Length;
            }
        }
        return 0;
    }

    public int SkipSpace(int i)
    {
        while (i < Length && char.IsWhiteSpace(Text[i]))
        {
            i++;
        }
        return i;
    }

    /// <summary>The index of <paramref name="token"/>, or -1.</summary>
    public int IndexOf(string token, int from)
    {
        if (budget <= 0 || from > Length)
        {
            return -1;
        }
        var found = Text.IndexOf(token, from, StringComparison.Ordinal);
        budget -= (found < 0 ? Length : found) - from + 1;
        return found;
    }

    /// <summary>The index of the first of <paramref name="tokens"/>, or -1.</summary>
    public int IndexOfAny(ReadOnlySpan<string> tokens, int from)
    {
        var first = -1;
        foreach (var token in tokens)
        {
            var found = IndexOf(token, from);
            first = found >= 0 && (first < 0 || found < first) ? found : first;
        }
        return first;
    }

    /// <summary>
    /// Where the value that begins at <paramref name="start"/> ends: at a <paramref name="closer"/> after which the call goes on.
    /// A value that itself holds values, as a file about calls does, ends after the last of them; -1 where one of those stays open.
    /// </summary>
    public int ValueEnd(int start, string opener, string closer, Func<int, bool> goesOn)
    {
        var (first, depth, counted, holdsValues) = (-1, 0, start, false);
        for (var close = IndexOf(closer, start); close >= 0; close = IndexOf(closer, close + 1))
        {
            first = first < 0 ? close : first;
            for (
                var open = IndexOf(opener, counted, close);
                open >= 0;
                counted = open + opener.Length, open = IndexOf(opener, counted, close)
            )
            {
                var isMarkup = Text.AsSpan(start, open - start).TrimEnd() is [.., '>'];
                (depth, holdsValues) = (depth + (isMarkup ? 1 : 0), holdsValues || isMarkup);
            }
            counted = close + closer.Length;
            var next = SkipSpace(counted);
            if (depth == 0 && goesOn(next))
            {
                return close;
            }
            depth = Math.Max(0, depth - 1);
        }
        return holdsValues ? -1 : first;
    }

    private int IndexOf(string token, int from, int to)
    {
        budget -= to - from + 1;
        return budget <= 0 ? -1 : Text.IndexOf(token, from, to - from, StringComparison.Ordinal);
    }

    /// <summary>Where the word at <paramref name="i"/> that can name a tool ends; <paramref name="i"/> where none stands there.</summary>
    public int NameEnd(int i) => i < Length && (char.IsAsciiLetter(Text[i]) || Text[i] == '_') ? WordEnd(i) : i;

    public int WordEnd(int i)
    {
        var end = i;
        while (end < Length && end - i < 128 && KnownTools.IsName(Text[end]))
        {
            end++;
        }
        return end;
    }

    /// <summary>The index after the bracket that closes the one at <paramref name="start"/>, strings respected, or -1.</summary>
    public int BracketEnd(int start)
    {
        var depth = 0;
        var inString = false;
        for (var i = start; i < Length && budget > 0; i++)
        {
            budget--;
            var c = Text[i];
            if (inString)
            {
                i += c == '\\' ? 1 : 0;
                inString = c != '"';
            }
            else if (c is '{' or '[')
            {
                depth++;
            }
            else if (c is '}' or ']' && --depth == 0)
            {
                return i + 1;
            }
            else
            {
                inString = c == '"';
            }
        }
        return -1;
    }

    /// <summary>Reads the JSON object or array at <paramref name="start"/>; broken JSON reaches to the first of <paramref name="closers"/>.</summary>
    public JsonFound Json(int start, ReadOnlySpan<string> closers)
    {
        var end = BracketEnd(start);
        if (
            end > 0
            && JsonRepair.Read(Text[start..end]) is { WasOpen: false } whole
            && EndsWell(SkipSpace(end), closers)
        )
        {
            return new JsonFound(JsonState.Value, end, whole.Json);
        }
        var close = IndexOfAny(closers, start);
        if (close < 0 && end > 0)
        {
            return JsonRepair.Read(Text[start..end]) is { WasOpen: false } alone
                ? new JsonFound(JsonState.Value, end, alone.Json)
                : new JsonFound(JsonState.Broken, end, "");
        }
        if (close < 0)
        {
            return new JsonFound(JsonState.CutOff, Length, "");
        }
        budget -= close - start;
        return budget <= 0
            ? new JsonFound(JsonState.CutOff, Length, "")
            : JsonRepair.Read(Text[start..close]) switch
            {
                null => new JsonFound(JsonState.Broken, close, ""),
                { WasOpen: true } => new JsonFound(JsonState.CutOff, close, ""),
                var repaired => new JsonFound(JsonState.Value, close, repaired.Json),
            };
    }

    // A quote that was not escaped may have ended the value too early: then something else than more markup follows.
    private bool EndsWell(int after, ReadOnlySpan<string> closers) =>
        after >= Length
        || closers.Length == 0
        || Text[after] is '<' or '{' or '[' or ',' or ';' or '`' or '>'
        || AtAny(after, closers);
}

internal readonly record struct JsonFound(JsonState State, int End, string Json);

internal enum JsonState
{
    Value,
    Broken,
    CutOff,
}
