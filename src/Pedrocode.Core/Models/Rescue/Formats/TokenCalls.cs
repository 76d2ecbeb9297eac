using System.Collections.Immutable;

namespace Pedrocode.Core.Models.Rescue.Formats;

/// <summary>
/// Calls between control tokens. DeepSeek R1 and V3: <c>function⟨sep⟩NAME</c> and fenced JSON; V3.1: <c>NAME⟨sep⟩{…}</c>;
/// Step 3: <c>function⟨sep⟩</c> and invoke tags; Kimi K2: <c>functions.NAME:0⟨argument begin⟩{…}</c>.
/// The tokens come with ▁, _ or a space between their words and with full-width or plain bars.
/// </summary>
internal sealed class TokenCalls : CallFormat
{
    private static readonly string[] CallBegins = [.. Spelled("tool", "call", "begin")];
    private static readonly string[] CallEnds = [.. Spelled("tool", "call", "end")];
    private static readonly string[] Separators = [.. Spelled("tool", "sep")];
    private static readonly string[] SectionBegins =
    [
        .. Spelled("tool", "calls", "begin"),
        .. Spelled("tool", "calls"),
        "<|tool_calls_section_begin|>",
    ];
    private static readonly string[] SectionEnds = [.. Spelled("tool", "calls", "end"), "<|tool_calls_section_end|>"];
    private static readonly string[] ArgumentBegins = ["<|tool_call_argument_begin|>"];
    private static readonly string[] Closers = [.. CallEnds, .. SectionEnds, .. CallBegins];

    // <|tool_calls|> alone is Solar's and stands with the tagged calls.
    public override IReadOnlyList<string> Markers { get; } =
    [.. SectionBegins.Where(token => token != "<|tool_calls|>"), .. CallBegins];

    public override IReadOnlyList<string> Tokens { get; } = [.. Closers, .. Separators, .. ArgumentBegins];

    public override CallMatch Read(Reading reading, int at, string marker)
    {
        var next = reading.SkipSpace(at + (SectionBegins.Contains(marker) ? marker.Length : 0));
        var calls = ImmutableArray.CreateBuilder<RescuedCall>();
        var end = next;
        while (true)
        {
            if (next >= reading.Length)
            {
                return calls.Count > 0 ? CallMatch.Found(end, calls.ToImmutable()) : CallMatch.CutOff;
            }
            if (reading.LengthAtAny(next, SectionEnds) is > 0 and var sectionEnd)
            {
                return CallMatch.Found(next + sectionEnd, calls.ToImmutable());
            }
            var begin = reading.LengthAtAny(next, CallBegins);
            if (begin == 0 && calls.Count > 0)
            {
                return CallMatch.Found(end, calls.ToImmutable());
            }
            var call = Call(reading, next + begin);
            if (call.State != CallState.Found)
            {
                return call;
            }
            calls.AddRange(call.Calls);
            end = call.End;
            var close = reading.SkipSpace(end);
            end = reading.LengthAtAny(close, CallEnds) is > 0 and var callEnd ? close + callEnd : end;
            next = reading.SkipSpace(end);
        }
    }

    private static CallMatch Call(Reading reading, int at)
    {
        var start = reading.SkipSpace(at);
        var headEnd = reading.NameEnd(start);
        if (headEnd >= reading.Length)
        {
            return CallMatch.CutOff;
        }
        var head = reading.Text[start..headEnd];
        var next = reading.SkipSpace(headEnd);
        if (reading.LengthAtAny(next, ArgumentBegins) is > 0 and var argument)
        {
            return CallBody.Arguments(reading, head, next + argument, Closers);
        }
        var separator = reading.LengthAtAny(next, Separators);
        if (separator == 0)
        {
            return head.Length == 0 && next < reading.Length && reading.Text[next] is '{' or '['
                    ? CallBody.Json(reading, next, Closers)
                : IsCut(reading, next) ? CallMatch.CutOff
                : CallMatch.None;
        }
        next = reading.SkipSpace(next + separator);
        if (next >= reading.Length)
        {
            return CallMatch.CutOff;
        }
        if (InvokeTags.Begins(reading, next))
        {
            return InvokeTags.Read(reading, next);
        }
        if (head != "function" || reading.Text[next] is '{' or '`')
        {
            return CallBody.Arguments(reading, head, next, Closers);
        }
        var nameEnd = reading.NameEnd(next);
        return nameEnd >= reading.Length ? CallMatch.CutOff
            : nameEnd == next ? CallMatch.None
            : CallBody.Arguments(reading, reading.Text[next..nameEnd], nameEnd, Closers);
    }

    private static bool IsCut(Reading reading, int next) =>
        reading.Length - next < 32
        && Separators.Concat(ArgumentBegins).Any(t => t.StartsWith(reading.Text[next..], StringComparison.Ordinal));

    private static IEnumerable<string> Spelled(params string[] words) =>
        from bar in (string[])["｜", "|"]
        from space in (string[])["▁", "_", " ", "\\_"]
        select $"<{bar}{string.Join(space, words)}{bar}>";
}
