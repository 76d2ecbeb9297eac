namespace Pedrocode.Core.Models.Rescue.Formats;

/// <summary>Functionary 3.2: <c>&gt;&gt;&gt;all</c> before text, <c>&gt;&gt;&gt;NAME</c> before a call's JSON (or Python's code), each on a line of its own.</summary>
internal sealed class FunctionaryCalls : CallFormat
{
    public override IReadOnlyList<string> Markers { get; } = [">>>"];

    public override CallMatch Read(Reading reading, int at, string marker) => Headed(reading, at + marker.Length);

    /// <summary>The header whose name stands at <paramref name="start"/>; the first one of a reply stands there without its mark.</summary>
    public static CallMatch Headed(Reading reading, int start)
    {
        var nameEnd = reading.NameEnd(start);
        if (nameEnd == start || nameEnd >= reading.Length || reading.Text[nameEnd] != '\n')
        {
            return
                nameEnd >= reading.Length
                && nameEnd > start
                && reading.Tools.Resolve(reading.Text[start..nameEnd]) is not null
                ? CallMatch.CutOff
                : CallMatch.None;
        }
        var name = reading.Text[start..nameEnd];
        if (name == "all")
        {
            return CallMatch.Nothing(nameEnd + 1);
        }
        if (reading.Tools.Resolve(name) is not { } tool)
        {
            return CallMatch.None;
        }
        var next = reading.SkipSpace(nameEnd);
        return next >= reading.Length ? CallMatch.CutOff
            : reading.Text[next] == '{' ? CallBody.Arguments(reading, tool, next, [">>>"])
            : LlamaCalls.Code(reading, next, reading.IndexOf(">>>", next));
    }
}
