using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Pedrocode.Core.Models.Json;

namespace Pedrocode.Core.Models.Rescue;

/// <summary>Calls written as Python: <c>[get_time(city="Paris"), bash(command='ls')]</c>, or one a line.</summary>
internal sealed class PythonCalls
{
    private const int MaxDepth = 60;
    private readonly Reading reading;
    private readonly string text;
    private int at;
    private bool cutOff;

    private PythonCalls(Reading reading, int start) => (this.reading, text, at) = (reading, reading.Text, start);

    /// <summary>The list of calls whose bracket stands at <paramref name="start"/>.</summary>
    public static CallMatch List(Reading reading, int start)
    {
        var calls = new PythonCalls(reading, start + 1);
        var found = ImmutableArray.CreateBuilder<RescuedCall>();
        while (calls.Call() is { } call)
        {
            found.Add(call);
            calls.Skip(',');
            if (calls.Skip(']'))
            {
                return CallMatch.Found(calls.at, found.ToImmutable());
            }
        }
        return calls.cutOff || (found.Count > 0 && calls.at >= reading.Length) ? CallMatch.CutOff : CallMatch.None;
    }

    /// <summary>Calls one after the other, with <c>;</c> or line breaks between them, <c>print(…)</c> around them.</summary>
    public static CallMatch Lines(Reading reading, int start)
    {
        var calls = new PythonCalls(reading, start);
        var found = ImmutableArray.CreateBuilder<RescuedCall>();
        var end = start;
        while (calls.Call() is { } call)
        {
            found.Add(call);
            end = calls.at;
            calls.Skip(';');
            calls.at = reading.SkipSpace(calls.at);
        }
        return calls.cutOff ? CallMatch.CutOff
            : found.Count > 0 ? CallMatch.Found(end, found.ToImmutable())
            : CallMatch.None;
    }

    /// <summary>Whether a call of a known tool begins at <paramref name="start"/>.</summary>
    public static bool Begins(Reading reading, int start)
    {
        start = reading.SkipSpace(start);
        var end = reading.NameEnd(start);
        return end < reading.Length
            && reading.Text[end] == '('
            && reading.Tools.Resolve(reading.Text[start..end]) is not null;
    }

    private RescuedCall? Call()
    {
        at = reading.SkipSpace(at);
        var nameEnd = reading.NameEnd(at);
        if (nameEnd >= text.Length)
        {
            cutOff |= nameEnd > at;
            return null;
        }
        var name = text[at..nameEnd];
        if (name.Length == 0 || text[nameEnd] != '(')
        {
            return null;
        }
        at = nameEnd + 1;
        if (name == "print" && reading.Tools.Resolve(name) is null)
        {
            return Call() is { } printed && Skip(')') ? printed : null;
        }
        // Llama's built-in tools: brave_search.call(query="…").
        name =
            name.EndsWith(".call", StringComparison.Ordinal) && reading.Tools.Resolve(name) is null ? name[..^5] : name;
        var arguments = new StringBuilder("{");
        while (!Skip(')'))
        {
            arguments.Append(arguments.Length > 1 ? "," : "");
            if (!Argument(name, arguments) || (!Skip(',') && !Ahead(')')))
            {
                cutOff |= at >= text.Length;
                return null;
            }
        }
        return new RescuedCall(name, arguments.Append('}').ToString());
    }

    private bool Argument(string tool, StringBuilder into)
    {
        at = reading.SkipSpace(at);
        var key = KeyEnd();
        if (key > at && reading.SkipSpace(key) is var sign && sign < text.Length && text[sign] is '=')
        {
            JsonRepair.WriteString(into, text.AsSpan(at, key - at));
            at = sign + 1;
        }
        else if (
            reading.Tools.Resolve(tool) is { } known
            && into.Length == 1
            && reading.Tools.TextParameter(known) is { } only
        )
        {
            JsonRepair.WriteString(into, only);
        }
        else
        {
            cutOff |= at >= text.Length || key >= text.Length;
            return false;
        }
        into.Append(':');
        return Value(into, depth: 0);
    }

    private int KeyEnd()
    {
        var end = at;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_'))
        {
            end++;
        }
        return end;
    }

    private bool Value(StringBuilder into, int depth)
    {
        at = reading.SkipSpace(at);
        if (at >= text.Length || depth > MaxDepth)
        {
            cutOff |= at >= text.Length;
            return false;
        }
        return text[at] switch
        {
            '"' or '\'' => Text(into),
            '[' => Sequence(into, ']', depth),
            '(' => Sequence(into, ')', depth),
            '{' => Dictionary(into, depth),
            _ => Word(into),
        };
    }

    private bool Sequence(StringBuilder into, char close, int depth)
    {
        at++;
        into.Append('[');
        var first = into.Length;
        while (!Skip(close))
        {
            into.Append(into.Length > first ? "," : "");
            if (!Value(into, depth + 1) || (!Skip(',') && !Ahead(close)))
            {
                cutOff |= at >= text.Length;
                return false;
            }
        }
        into.Append(']');
        return true;
    }

    private bool Dictionary(StringBuilder into, int depth)
    {
        at++;
        into.Append('{');
        var first = into.Length;
        while (!Skip('}'))
        {
            into.Append(into.Length > first ? "," : "");
            at = reading.SkipSpace(at);
            var read =
                at < text.Length
                && text[at] is '"' or '\''
                && Text(into)
                && Skip(':')
                && Colon(into)
                && Value(into, depth + 1);
            if (!read || (!Skip(',') && !Ahead('}')))
            {
                cutOff |= at >= text.Length;
                return false;
            }
        }
        into.Append('}');
        return true;
    }

    private static bool Colon(StringBuilder into)
    {
        into.Append(':');
        return true;
    }

    private bool Word(StringBuilder into)
    {
        var end = at;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '_' or '.' or '-' or '+'))
        {
            end++;
        }
        var word = text[at..end];
        cutOff |= end >= text.Length;
        at = end;
        var json = word switch
        {
            "True" or "true" => "true",
            "False" or "false" => "false",
            "None" or "null" => "null",
            _ => IsNumber(word) ? word : null,
        };
        into.Append(json);
        return json is not null;
    }

    private static bool IsNumber(string word) =>
        word.Length > 0
        && JsonRepair.Read(word) is { WasOpen: false } read
        && read.Json == word
        && double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private bool Text(StringBuilder into)
    {
        var quote = text[at];
        var triple = reading.At(at, new string(quote, 3));
        var close = new string(quote, triple ? 3 : 1);
        at += close.Length;
        var value = new StringBuilder();
        while (at < text.Length)
        {
            // Some templates do not escape: a quote ends the string only where Python could go on after it.
            if (reading.At(at, close) && (triple || EndsText(at + 1)))
            {
                at += close.Length;
                JsonRepair.WriteString(into, value.ToString());
                return true;
            }
            if (text[at] == '\\' && at + 1 < text.Length)
            {
                Escape(value);
            }
            else
            {
                value.Append(text[at++]);
            }
        }
        cutOff = true;
        return false;
    }

    private bool EndsText(int next)
    {
        next = reading.SkipSpace(next);
        return next >= text.Length || text[next] is ',' or ')' or ']' or '}' or ':';
    }

    private void Escape(StringBuilder value)
    {
        var c = text[at + 1];
        if (
            c == 'u'
            && at + 6 <= text.Length
            && ushort.TryParse(
                text.AsSpan(at + 2, 4),
                NumberStyles.HexNumber,
                CultureInfo.InvariantCulture,
                out var code
            )
        )
        {
            value.Append((char)code);
            at += 6;
            return;
        }
        at += 2;
        _ = c switch
        {
            'n' => value.Append('\n'),
            't' => value.Append('\t'),
            'r' => value.Append('\r'),
            '\n' => value,
            '\\' or '\'' or '"' => value.Append(c),
            _ => value.Append('\\').Append(c),
        };
    }

    private bool Skip(char c)
    {
        var next = reading.SkipSpace(at);
        if (next < text.Length && text[next] == c)
        {
            at = next + 1;
            return true;
        }
        return false;
    }

    private bool Ahead(char c) => reading.SkipSpace(at) is var next && next < text.Length && text[next] == c;
}
