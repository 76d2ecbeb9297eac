namespace Pedrocode.Core.Models.Rescue.Formats;

/// <summary>Command R and R+: <c>Action:</c> and a fenced JSON list of <c>tool_name</c> and <c>parameters</c>; <c>directly_answer</c> calls nothing.</summary>
internal sealed class CommandCalls : CallFormat
{
    public override IReadOnlyList<string> Markers { get; } = ["Action: ```json", "Action:```json", "Action:\n```json"];

    public override CallMatch Read(Reading reading, int at, string marker)
    {
        var next = reading.SkipSpace(at + marker.Length);
        if (next >= reading.Length)
        {
            return CallMatch.CutOff;
        }
        if (reading.Text[next] is not ('[' or '{'))
        {
            return CallMatch.None;
        }
        var match = CallBody.Json(reading, next, ["```"]);
        if (match.State != CallState.Found)
        {
            return match;
        }
        var close = reading.SkipSpace(match.End);
        return CallMatch.Found(
            reading.At(close, "```") ? close + 3 : match.End,
            [.. match.Calls.Where(call => call.Name is not ("directly_answer" or "directly-answer"))]
        );
    }
}
