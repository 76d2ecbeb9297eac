using System.Collections.Immutable;

namespace Pedrocode.Core.Models.Rescue.Formats;

/// <summary><c>[TOOL_CALLS]</c>, then a JSON list (to Nemo and Small 3.1), or <c>NAME[CALL_ID]ID[ARGS]{…}</c>, parts of it left out by some.</summary>
internal sealed class MistralCalls : CallFormat
{
    private static readonly string[] Ends = ["[TOOL_CALLS]", "</s>"];

    public override IReadOnlyList<string> Markers { get; } = ["[TOOL_CALLS]"];

    public override IReadOnlyList<string> Tokens { get; } = ["[CALL_ID]", "[ARGS]"];

    public override CallMatch Read(Reading reading, int at, string marker)
    {
        var next = reading.SkipSpace(at + marker.Length);
        if (next >= reading.Length)
        {
            return CallMatch.CutOff;
        }
        if (reading.Text[next] is '[' or '{')
        {
            return CallBody.Json(reading, next, Ends);
        }
        var calls = ImmutableArray.CreateBuilder<RescuedCall>();
        while (true)
        {
            var call = Named(reading, next);
            if (call.State != CallState.Found)
            {
                return calls.Count > 0 && call.State == CallState.None
                    ? CallMatch.Found(next, calls.ToImmutable())
                    : call;
            }
            calls.AddRange(call.Calls);
            next = call.End;
        }
    }

    private static CallMatch Named(Reading reading, int at)
    {
        at = reading.SkipSpace(at);
        var nameEnd = reading.NameEnd(at);
        if (nameEnd >= reading.Length)
        {
            return nameEnd > at ? CallMatch.CutOff : CallMatch.None;
        }
        if (nameEnd == at)
        {
            return CallMatch.None;
        }
        var next = reading.SkipSpace(nameEnd);
        if (reading.At(next, "[CALL_ID]"))
        {
            next += "[CALL_ID]".Length;
            next = reading.SkipSpace(reading.WordEnd(next));
        }
        var marked = reading.At(next, "[ARGS]");
        next = reading.SkipSpace(next + (marked ? "[ARGS]".Length : 0));
        if (next >= reading.Length || BreaksOff(reading.Text, next))
        {
            return CallMatch.CutOff;
        }
        return reading.Text[next] == '{'
            ? CallBody.Arguments(reading, reading.Text[at..nameEnd], next, Ends)
            : CallMatch.None;
    }
}
