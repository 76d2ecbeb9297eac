using System.Text;
using System.Text.RegularExpressions;
using Pedrocode.Core.Models.Json;

namespace Pedrocode.Core.Models.Rescue.Formats;

/// <summary>
/// <c>&lt;invoke name="NAME"&gt;</c> with <c>&lt;parameter name="KEY"&gt;</c> tags: MiniMax M2, DeepSeek V3.2 and later (with <c>｜DSML｜</c> before
/// each tag's name and <c>string="true"</c> for text), Step 3 (with <c>steptml:</c>), and models trained on Anthropic's form.
/// </summary>
internal static partial class InvokeTags
{
    public static bool Begins(Reading reading, int at)
    {
        var head = reading.Text.AsSpan(at, Math.Min(300, reading.Length - at));
        return head[..Math.Min(24, head.Length)].Contains("invoke", StringComparison.Ordinal)
            && Opening().IsMatch(head);
    }

    public static CallMatch Read(Reading reading, int at)
    {
        var opening = Opening().Match(Head(reading, at));
        var (prefix, name) = (opening.Groups["prefix"].Value, opening.Groups["name"].Value);
        var end = $"</{prefix}invoke>";
        var next = reading.SkipSpace(at + opening.Length);
        if (next < reading.Length && reading.Text[next] == '{')
        {
            var json = CallBody.Arguments(reading, name, next, [end, .. TaggedCalls.Closers]);
            return json.State == CallState.Found && reading.SkipSpace(json.End) is var close && reading.At(close, end)
                ? json with
                {
                    End = close + end.Length,
                }
                : json;
        }
        var tool = reading.Tools.Clean(name);
        var arguments = new StringBuilder("{");
        while (true)
        {
            next = reading.SkipSpace(next);
            if (reading.At(next, end))
            {
                return CallMatch.Found(next + end.Length, new RescuedCall(name, arguments.Append('}').ToString()));
            }
            var parameter = next < reading.Length ? Parameter().Match(Head(reading, next)) : Match.Empty;
            if (!parameter.Success || parameter.Groups["prefix"].Value != prefix)
            {
                return reading.IndexOf(end, next) is >= 0 and var broken
                    ? CallMatch.Broken(broken + end.Length)
                    : CallMatch.CutOff;
            }
            var start = next + parameter.Length;
            var closer = $"</{prefix}parameter>";
            var valueEnd = ValueEnd(reading, start, prefix, closer, end);
            if (valueEnd < 0)
            {
                return CallMatch.CutOff;
            }
            var key = parameter.Groups["name"].Value;
            arguments.Append(arguments.Length > 1 ? "," : "");
            JsonRepair.WriteString(arguments, key);
            arguments.Append(':');
            bool? isText = parameter.Groups["text"] is { Success: true, Value: var said } ? said == "true" : null;
            var raw = reading.Text[start..valueEnd];
            reading.Tools.WriteParameter(
                arguments,
                tool,
                key,
                isText == true ? raw : FunctionTags.OwnLines(raw),
                isText
            );
            next = valueEnd + closer.Length;
        }
    }

    private static int ValueEnd(Reading reading, int start, string prefix, string closer, string end) =>
        reading.ValueEnd(
            start,
            $"<{prefix}parameter name=",
            closer,
            next => next >= reading.Length || reading.At(next, $"<{prefix}parameter") || reading.At(next, end)
        );

    private static string Head(Reading reading, int at) =>
        reading.Text.Substring(at, Math.Min(300, reading.Length - at));

    [GeneratedRegex(
        """^<(?<prefix>(?:[a-z]{1,12}:|[｜|]DSML[｜|] ?)?)invoke name=["'](?<name>[^"'\n<>]{1,128})["']\s*>"""
    )]
    private static partial Regex Opening();

    [GeneratedRegex(
        """^<(?<prefix>(?:[a-z]{1,12}:|[｜|]DSML[｜|] ?)?)parameter name=["'](?<name>[^"'\n<>]{1,128})["'](?: string=["'](?<text>true|false)["'])?\s*>"""
    )]
    private static partial Regex Parameter();
}
