using System.Text;
using System.Text.RegularExpressions;
using Pedrocode.Core.Models.Json;

namespace Pedrocode.Core.Models.Rescue.Formats;

/// <summary>Kimi K3: <c>⟨open⟩call tool="NAME" index="1"⟨sep⟩</c> with <c>argument</c> or <c>json</c> elements, to <c>⟨close⟩call⟨sep⟩</c>.</summary>
internal sealed partial class KimiK3Calls : CallFormat
{
    private const string End = "<|close|>call<|sep|>";
    private const string ArgumentEnd = "<|close|>argument<|sep|>";
    private const string JsonEnd = "<|close|>json<|sep|>";

    public override IReadOnlyList<string> Markers { get; } = ["<|open|>call "];

    public override IReadOnlyList<string> Tokens { get; } = [End, "<|close|>tools<|sep|>"];

    public override CallMatch Read(Reading reading, int at, string marker)
    {
        if (reading.IndexOf(End, at) < 0)
        {
            return CallMatch.CutOff;
        }
        var call = Call().Match(Head(reading, at));
        if (!call.Success)
        {
            return CallMatch.None;
        }
        var name = Plain(call.Groups["name"].Value);
        var next = reading.SkipSpace(at + call.Length);
        if (Json().Match(Head(reading, next)) is { Success: true } json)
        {
            var match = CallBody.Arguments(reading, name, next + json.Length, [JsonEnd, End]);
            return match.State == CallState.Found
                ? match with
                {
                    End = reading.IndexOf(End, match.End) + End.Length,
                }
                : match;
        }
        var arguments = new StringBuilder("{");
        while (Argument().Match(Head(reading, next)) is { Success: true } argument)
        {
            var start = next + argument.Length;
            var end = reading.IndexOf(ArgumentEnd, start);
            if (end < 0)
            {
                return CallMatch.CutOff;
            }
            var key = Plain(argument.Groups["key"].Value);
            arguments.Append(arguments.Length > 1 ? "," : "");
            JsonRepair.WriteString(arguments, key);
            arguments.Append(':');
            var isText = argument.Groups["type"].Value == "string";
            reading.Tools.WriteParameter(arguments, reading.Tools.Clean(name), key, reading.Text[start..end], isText);
            next = reading.SkipSpace(end + ArgumentEnd.Length);
        }
        return reading.At(next, End)
            ? CallMatch.Found(next + End.Length, new RescuedCall(name, arguments.Append('}').ToString()))
            : CallMatch.Broken(next);
    }

    private static string Plain(string attribute) =>
        attribute.Replace("&quot;", "\"", StringComparison.Ordinal).Replace("&amp;", "&", StringComparison.Ordinal);

    private static string Head(Reading reading, int at) =>
        reading.Text.Substring(at, Math.Min(400, reading.Length - at));

    [GeneratedRegex("""^<\|open\|>call tool="(?<name>[^"\n]{1,160})"[^<\n]{0,80}<\|sep\|>""")]
    private static partial Regex Call();

    [GeneratedRegex("""^<\|open\|>json[^<\n]{0,80}<\|sep\|>""")]
    private static partial Regex Json();

    [GeneratedRegex("""^<\|open\|>argument key="(?<key>[^"\n]{1,160})" type="(?<type>[a-z]{1,20})"<\|sep\|>""")]
    private static partial Regex Argument();
}
