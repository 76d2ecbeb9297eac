namespace Pedrocode.Core.Models.Rescue.Formats;

/// <summary>Solar Open: <c>⟨tool_call:begin⟩ID⟨tool_call:name⟩NAME⟨tool_call:args⟩{…}⟨tool_call:end⟩</c>.</summary>
internal sealed class SolarCalls : CallFormat
{
    private const string NameToken = "<|tool_call:name|>";
    private const string ArgumentsToken = "<|tool_call:args|>";
    private const string EndToken = "<|tool_call:end|>";

    public override IReadOnlyList<string> Markers { get; } = ["<|tool_call:begin|>", NameToken];

    public override IReadOnlyList<string> Tokens { get; } = [EndToken];

    public override CallMatch Read(Reading reading, int at, string marker)
    {
        var name = reading.IndexOf(NameToken, at);
        var arguments = name < 0 ? -1 : reading.IndexOf(ArgumentsToken, name);
        if (arguments < 0)
        {
            return CallMatch.CutOff;
        }
        var called = reading.Text[(name + NameToken.Length)..arguments].Trim();
        var match = CallBody.Arguments(reading, called, arguments + ArgumentsToken.Length, [EndToken]);
        return match.State == CallState.Found && reading.SkipSpace(match.End) is var end && reading.At(end, EndToken)
            ? match with
            {
                End = end + EndToken.Length,
            }
            : match;
    }
}
