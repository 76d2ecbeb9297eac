using System.Text;
using Pedrocode.Core.Models.Json;

namespace Pedrocode.Core.Models.Rescue.Formats;

/// <summary><c>call:NAME{key:value,…}</c> with strings between <c>&lt;|"|&gt;</c> (Gemma 4) or <c>&lt;escape&gt;</c> (FunctionGemma).</summary>
internal sealed class GemmaCalls
{
    private const int MaxDepth = 60;
    private static readonly string[] Quotes = ["<|\"|>", "<escape>"];
    private readonly Reading reading;
    private readonly StringBuilder written = new();
    private int at;
    private bool cutOff;

    private GemmaCalls(Reading reading, int start) => (this.reading, at) = (reading, start);

    public static CallMatch Read(Reading reading, int at)
    {
        var nameStart = reading.SkipSpace(at + "call:".Length);
        var nameEnd = reading.NameEnd(nameStart);
        if (nameEnd >= reading.Length)
        {
            return CallMatch.CutOff;
        }
        if (nameEnd == nameStart || reading.Text[nameEnd] != '{')
        {
            return CallMatch.None;
        }
        var call = new GemmaCalls(reading, nameEnd);
        if (call.Object(depth: 0))
        {
            return CallMatch.Found(call.at, new RescuedCall(reading.Text[nameStart..nameEnd], call.written.ToString()));
        }
        return call.cutOff || call.at >= reading.Length ? CallMatch.CutOff : CallMatch.Broken(call.at);
    }

    private bool Object(int depth)
    {
        at = reading.SkipSpace(at + 1);
        if (depth == 0 && at < reading.Length && reading.Text[at] == '{')
        {
            // Arguments that were JSON already stand in braces of their own.
            return Object(depth + 1) && Skip('}');
        }
        written.Append('{');
        var first = written.Length;
        while (!Skip('}'))
        {
            written.Append(written.Length > first ? "," : "");
            if (!Key() || !Skip(':'))
            {
                return false;
            }
            written.Append(':');
            if (!Value(depth) || (!Skip(',') && !Ahead('}')))
            {
                return false;
            }
        }
        written.Append('}');
        return true;
    }

    private bool List(int depth)
    {
        at++;
        written.Append('[');
        var first = written.Length;
        while (!Skip(']'))
        {
            written.Append(written.Length > first ? "," : "");
            if (!Value(depth) || (!Skip(',') && !Ahead(']')))
            {
                return false;
            }
        }
        written.Append(']');
        return true;
    }

    private bool Key()
    {
        at = reading.SkipSpace(at);
        if (reading.AtAny(at, Quotes) || Ahead('"'))
        {
            return Text();
        }
        var end = at;
        while (end < reading.Length && reading.Text[end] is not (':' or ',' or '{' or '}' or '\n'))
        {
            end++;
        }
        if (end == at || end >= reading.Length)
        {
            return false;
        }
        JsonRepair.WriteString(written, reading.Text.AsSpan(at, end - at).Trim());
        at = end;
        return true;
    }

    private bool Value(int depth)
    {
        at = reading.SkipSpace(at);
        if (at >= reading.Length || depth > MaxDepth)
        {
            return false;
        }
        return reading.AtAny(at, Quotes) || reading.Text[at] == '"' ? Text()
            : reading.Text[at] == '{' ? Object(depth + 1)
            : reading.Text[at] == '[' ? List(depth + 1)
            : Word();
    }

    private bool Text()
    {
        var quoteLength = reading.LengthAtAny(at, Quotes);
        if (quoteLength == 0)
        {
            return Json();
        }
        var quote = reading.Text.Substring(at, quoteLength);
        var end = reading.IndexOf(quote, at + quoteLength);
        if (end < 0)
        {
            cutOff = true;
            return false;
        }
        JsonRepair.WriteString(written, reading.Text.AsSpan(at + quoteLength, end - at - quoteLength));
        at = end + quoteLength;
        return true;
    }

    private bool Json()
    {
        var end = at + 1;
        while (end < reading.Length && reading.Text[end] != '"')
        {
            end += reading.Text[end] == '\\' ? 2 : 1;
        }
        if (end >= reading.Length)
        {
            cutOff = true;
            return false;
        }
        var read = JsonRepair.Read(reading.Text[at..(end + 1)]);
        at = end + 1;
        written.Append(read?.Json);
        return read is not null;
    }

    private bool Word()
    {
        var end = at;
        while (end < reading.Length && reading.Text[end] is not (',' or '}' or ']'))
        {
            end++;
        }
        if (end >= reading.Length)
        {
            cutOff = true;
            return false;
        }
        var read = JsonRepair.Read(reading.Text[at..end].Trim());
        at = end;
        written.Append(read?.Json);
        return read is { WasOpen: false };
    }

    private bool Skip(char c)
    {
        var next = reading.SkipSpace(at);
        cutOff |= next >= reading.Length;
        if (next < reading.Length && reading.Text[next] == c)
        {
            at = next + 1;
            return true;
        }
        return false;
    }

    private bool Ahead(char c) => reading.SkipSpace(at) is var next && next < reading.Length && reading.Text[next] == c;
}
