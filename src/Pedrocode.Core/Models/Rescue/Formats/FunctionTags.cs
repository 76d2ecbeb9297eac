using System.Text;
using Pedrocode.Core.Models.Json;

namespace Pedrocode.Core.Models.Rescue.Formats;

/// <summary>
/// <c>&lt;function=NAME&gt;</c> with <c>&lt;parameter=KEY&gt;</c> tags (Qwen3-Coder, Seed-OSS, Nemotron 3, Step 3.5)
/// or with JSON arguments (Llama 3.1, Functionary 3.1), to <c>&lt;/function&gt;</c>.
/// </summary>
internal static class FunctionTags
{
    private static readonly string[] Openings = ["<function=", "<function name="];
    private static readonly string[] Keys = ["<parameter=", "<parameter name=", "<param=", "<param name="];
    private static readonly string[] Ends = ["</function>", "</tool_call>", "</seed:tool_call>"];

    public static bool Begins(Reading reading, int at) => reading.AtAny(at, Openings);

    public static CallMatch Read(Reading reading, int at)
    {
        var (name, next) = TagValue(reading, at, Openings);
        if (next < 0)
        {
            return CallMatch.CutOff;
        }
        if (name.Length == 0 || name.AsSpan().ContainsAny(" \n<"))
        {
            return CallMatch.None;
        }
        next = reading.SkipSpace(next);
        if (next < reading.Length && reading.Text[next] == '{')
        {
            var match = CallBody.Arguments(reading, name, next, TaggedCalls.Closers);
            return
                match.State == CallState.Found
                && reading.SkipSpace(match.End) is var close
                && reading.At(close, "</function>")
                ? match with
                {
                    End = close + "</function>".Length,
                }
                : match;
        }
        return Parameters(reading, name, next);
    }

    private static CallMatch Parameters(Reading reading, string name, int next)
    {
        var tool = reading.Tools.Clean(name);
        var arguments = new StringBuilder("{");
        while (true)
        {
            next = reading.SkipSpace(next);
            if (reading.At(next, "</function>"))
            {
                return CallMatch.Found(
                    next + "</function>".Length,
                    new RescuedCall(name, arguments.Append('}').ToString())
                );
            }
            if (reading.AtAny(next, Ends))
            {
                return CallMatch.Found(next, new RescuedCall(name, arguments.Append('}').ToString()));
            }
            if (next >= reading.Length)
            {
                return CallMatch.CutOff;
            }
            if (!reading.AtAny(next, Keys))
            {
                return arguments.Length == 1 && reading.Tools.Resolve(name) is null ? CallMatch.None
                    : reading.IndexOfAny(Ends, next) is >= 0 and var end ? CallMatch.Broken(end)
                    : CallMatch.CutOff;
            }
            var (key, start) = TagValue(reading, next, Keys);
            if (start < 0)
            {
                return CallMatch.CutOff;
            }
            var closer = reading.At(next, "<param=") || reading.At(next, "<param name=") ? "</param>" : "</parameter>";
            var close = ValueEnd(reading, start, closer);
            if (close < 0)
            {
                return CallMatch.CutOff;
            }
            arguments.Append(arguments.Length > 1 ? "," : "");
            JsonRepair.WriteString(arguments, key);
            arguments.Append(':');
            reading.Tools.WriteParameter(arguments, tool, key, OwnLines(reading.Text[start..close]));
            next = close + closer.Length;
        }
    }

    /// <summary>What stands after the opening up to the bracket, without quotes, and the index after it; -1 where the text ends first.</summary>
    private static (string Value, int Next) TagValue(Reading reading, int at, string[] openings)
    {
        var start = at + reading.LengthAtAny(at, openings);
        var length = reading.Text.AsSpan(start, Math.Min(200, reading.Length - start)).IndexOf('>');
        return length >= 0 ? (reading.Text.Substring(start, length).Trim().Trim('"', '\''), start + length + 1)
            : start + 200 >= reading.Length ? ("", -1)
            : ("", start);
    }

    private static int ValueEnd(Reading reading, int start, string closer) =>
        reading.ValueEnd(
            start,
            closer == "</param>" ? "<param" : "<parameter",
            closer,
            next => next >= reading.Length || reading.AtAny(next, Keys) || reading.AtAny(next, Ends)
        );

    /// <summary>The value without the line breaks that set it on lines of its own.</summary>
    public static string OwnLines(string value)
    {
        if (!value.StartsWith('\n') && !value.StartsWith("\r\n", StringComparison.Ordinal))
        {
            return value;
        }
        value = value[(value[0] == '\r' ? 2 : 1)..];
        return value.EndsWith("\r\n", StringComparison.Ordinal) ? value[..^2]
            : value.EndsWith('\n') ? value[..^1]
            : value;
    }
}
