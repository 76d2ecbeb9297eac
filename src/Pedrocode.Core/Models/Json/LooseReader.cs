using System.Text;
using System.Text.Json;

namespace Pedrocode.Core.Models.Json;

/// <summary>
/// Reads one document of loosely written JSON: single, missing and typographic quotes, missing and spare commas,
/// comments, Python and JavaScript words, fences, ellipses, calls around values, several values in a row, and text cut off anywhere.
/// </summary>
internal sealed partial class LooseReader(string text)
{
    private readonly StringBuilder written = new(text.Length + 16);
    private int at;
    private int depth;
    private bool wasOpen;

    public RepairedJson Document()
    {
        SkipFence();
        var first = Value(Place.Root);
        if (!first)
        {
            throw Unexpected();
        }
        if (!SkipClosingFence())
        {
            SeveralValues();
        }
        while (at < text.Length && text[at] is '}' or ']')
        {
            at++;
            SkipSpace();
        }
        return at >= text.Length ? new RepairedJson(written.ToString(), wasOpen) : throw Unexpected();
    }

    private void SeveralValues()
    {
        var comma = Skip(',');
        var newLine = comma || BreaksLineBefore(at);
        SkipSpace();
        if (!newLine || at >= text.Length || !LooseChars.StartsValue(text[at]))
        {
            return;
        }
        written.Insert(0, '[');
        var more = true;
        while (more && at < text.Length)
        {
            var before = written.Length;
            written.Append(',');
            more = Value(Place.Root);
            if (!more)
            {
                written.Length = before;
            }
            Skip(',');
            SkipSpace();
        }
        written.Append(']');
    }

    private bool Value(Place place)
    {
        SkipSpace();
        var read = Object() || Array() || QuotedValue(place) || Number() || Word(place) || RegularExpression();
        SkipSpace();
        return read;
    }

    private bool Object()
    {
        if (!Skip('{'))
        {
            return false;
        }
        Enter();
        written.Append('{');
        if (FencedInside('}'))
        {
            return true;
        }
        Skip(',');
        var count = 0;
        while (true)
        {
            SkipSpace();
            while (count > 0 && Skip(','))
            {
                SkipSpace();
            }
            SkipEllipsis();
            if (at >= text.Length || text[at] is '}' or ']')
            {
                break;
            }
            if (!Member(count++))
            {
                break;
            }
        }
        Leave('}');
        return true;
    }

    private bool Member(int index)
    {
        var before = written.Length;
        if (index > 0)
        {
            written.Append(',');
        }
        if (!QuotedValue(Place.Key) && !UnquotedText(Place.Key))
        {
            written.Length = before;
            return text[at] is '{' or '[' ? false : throw Unexpected();
        }
        SkipSpace();
        var colon = Skip(':');
        var cut = at >= text.Length;
        if (!colon && !cut && !LooseChars.StartsValue(text[at]))
        {
            throw Unexpected();
        }
        written.Append(':');
        if (!Value(Place.Member))
        {
            wasOpen |= at >= text.Length;
            written.Append(colon || cut ? "null" : throw Unexpected());
        }
        return true;
    }

    private bool Array()
    {
        if (!Skip('['))
        {
            return false;
        }
        Enter();
        written.Append('[');
        if (FencedInside(']'))
        {
            return true;
        }
        Skip(',');
        var count = 0;
        while (true)
        {
            SkipSpace();
            while (count > 0 && Skip(','))
            {
                SkipSpace();
            }
            SkipEllipsis();
            if (at >= text.Length || text[at] == ']')
            {
                break;
            }
            var before = written.Length;
            written.Append(count++ > 0 ? "," : "");
            if (!Value(Place.Element))
            {
                written.Length = before;
                break;
            }
        }
        Leave(']');
        return true;
    }

    /// <summary><c>[```json {…} ```]</c>: brackets around a fenced value stand for the value itself.</summary>
    private bool FencedInside(char close)
    {
        if (!SkipFence())
        {
            return false;
        }
        written.Length--;
        if (!Value(Place.Element))
        {
            throw Unexpected();
        }
        _ = SkipClosingFence();
        _ = Skip(close);
        depth--;
        return true;
    }

    private void Enter()
    {
        if (++depth > JsonRepair.MaxDepth)
        {
            throw new JsonException("nested too deeply");
        }
    }

    private void Leave(char close)
    {
        depth--;
        written.Append(close);
        wasOpen |= !Skip(close);
    }

    private bool Skip(char c)
    {
        var found = at < text.Length && text[at] == c;
        at += found ? 1 : 0;
        return found;
    }

    private JsonException Unexpected() => new($"unexpected text at {at}");
}
