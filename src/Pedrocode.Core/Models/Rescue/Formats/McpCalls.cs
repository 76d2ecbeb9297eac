using System.Collections.Immutable;

namespace Pedrocode.Core.Models.Rescue.Formats;

/// <summary>MiroThinker: <c>&lt;use_mcp_tool&gt;</c> with a server's name, a tool's name and JSON arguments, once or several times.</summary>
internal sealed class McpCalls : CallFormat
{
    private const string End = "</use_mcp_tool>";

    public override IReadOnlyList<string> Markers { get; } = ["<use_mcp_tool>"];

    public override CallMatch Read(Reading reading, int at, string marker)
    {
        var calls = ImmutableArray.CreateBuilder<RescuedCall>();
        var next = reading.SkipSpace(at + marker.Length);
        while (!reading.At(next, End))
        {
            if (
                Element(reading, ref next, "server_name") is not { } server
                || Element(reading, ref next, "tool_name") is not { } tool
            )
            {
                return next >= reading.Length || reading.IndexOf(End, next) < 0 ? CallMatch.CutOff : CallMatch.None;
            }
            if (!reading.At(next, "<arguments>"))
            {
                return next >= reading.Length ? CallMatch.CutOff : CallMatch.None;
            }
            var name = reading.Tools.Resolve(tool) ?? reading.Tools.Resolve($"{server}_{tool}") ?? tool;
            var call = CallBody.Arguments(reading, name, next + "<arguments>".Length, ["</arguments>", End]);
            if (call.State != CallState.Found)
            {
                return call;
            }
            calls.AddRange(call.Calls);
            next = reading.SkipSpace(call.End);
            next = reading.SkipSpace(reading.At(next, "</arguments>") ? next + "</arguments>".Length : next);
            if (next >= reading.Length)
            {
                return CallMatch.CutOff;
            }
        }
        return calls.Count > 0 ? CallMatch.Found(next + End.Length, calls.ToImmutable()) : CallMatch.None;
    }

    private static string? Element(Reading reading, ref int next, string name)
    {
        var open = $"<{name}>";
        var close = $"</{name}>";
        if (!reading.At(next, open) || reading.IndexOf(close, next) is not (>= 0 and var end))
        {
            return null;
        }
        var value = reading.Text[(next + open.Length)..end].Trim();
        next = reading.SkipSpace(end + close.Length);
        return value;
    }
}
