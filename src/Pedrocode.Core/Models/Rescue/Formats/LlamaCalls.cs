using System.Text;
using Pedrocode.Core.Models.Json;

namespace Pedrocode.Core.Models.Rescue.Formats;

/// <summary><c>&lt;|python_tag|&gt;</c>, then JSON, a call such as <c>brave_search.call(query="…")</c>, or code for a tool that runs Python.</summary>
internal sealed class LlamaCalls : CallFormat
{
    private static readonly string[] Ends = ["<|eom_id|>", "<|eot_id|>", "<|python_tag|>"];
    private static readonly string[] CodeTools = ["python", "ipython", "code_interpreter"];

    public override IReadOnlyList<string> Markers { get; } = ["<|python_tag|>"];

    public override CallMatch Read(Reading reading, int at, string marker)
    {
        var next = reading.SkipSpace(at + marker.Length);
        if (next >= reading.Length)
        {
            return CallMatch.CutOff;
        }
        if (reading.Text[next] is '{' or '[' || reading.At(next, "<function"))
        {
            return Several(reading, next);
        }
        var nameEnd = reading.NameEnd(next);
        var name = reading.Text[next..nameEnd];
        if (nameEnd < reading.Length && reading.Text[nameEnd] == '(')
        {
            var plain = name.EndsWith(".call", StringComparison.Ordinal) ? name[..^5] : name;
            if (reading.Tools.Resolve(plain) is not null || plain != name)
            {
                return PythonCalls.Lines(reading, next);
            }
        }
        return Code(reading, next);
    }

    private static CallMatch Several(Reading reading, int next)
    {
        var first = CallBody.Read(reading, next, Ends);
        while (first.State == CallState.Found && reading.SkipSpace(first.End) is var after && after < reading.Length)
        {
            after = reading.Text[after] is ';' or ',' ? reading.SkipSpace(after + 1) : after;
            if (after >= reading.Length || reading.Text[after] is not ('{' or '['))
            {
                break;
            }
            var further = CallBody.Read(reading, after, Ends);
            if (further.State != CallState.Found)
            {
                return further.State == CallState.None ? first : further;
            }
            first = CallMatch.Found(further.End, first.Calls.AddRange(further.Calls));
        }
        return first;
    }

    /// <summary>Code up to the end of the reply, for a tool that takes nothing else.</summary>
    public static CallMatch Code(Reading reading, int start, int end = -1)
    {
        if (
            Array.Find(CodeTools, name => reading.Tools.Resolve(name) is not null) is not { } tool
            || reading.Tools.TextParameter(tool) is not { } parameter
        )
        {
            return CallMatch.None;
        }
        end = end >= 0 ? end : reading.IndexOfAny(Ends, start);
        end = end < 0 ? reading.Length : end;
        var arguments = new StringBuilder("{");
        JsonRepair.WriteString(arguments, parameter);
        arguments.Append(':');
        JsonRepair.WriteString(arguments, reading.Text.AsSpan(start, end - start).TrimEnd());
        return CallMatch.Found(end, new RescuedCall(tool, arguments.Append('}').ToString()));
    }
}
