using System.Collections.Immutable;
using System.Text.Json;
using Pedrocode.Core.Models;
using Pedrocode.Core.Models.Json;

namespace Pedrocode.Core.Tools;

/// <summary>The tools of a job: one fixed list, in the order that is sent to the model.</summary>
public sealed class Toolbox(ImmutableArray<Tool> tools)
{
    public ImmutableArray<ToolDefinition> Definitions { get; } = [.. tools.Select(static tool => tool.Definition)];

    public ImmutableArray<string> Names { get; } = [.. tools.Select(static tool => tool.Name)];

    public Tool Find(string name) => tools.First(tool => tool.Name == name);

    /// <summary>The tool and its arguments, or the outcome that tells the model what was wrong with the call.</summary>
    /// <param name="offered">What may be called now: what an unknown name is answered with.</param>
    public (Tool Tool, JsonElement Arguments, ToolOutcome? Fault) Read(ToolCall call, ImmutableArray<string> offered)
    {
        var tool = tools.FirstOrDefault(tool => tool.Name == call.Name);
        if (tool is null)
        {
            var near = NearestName.Of(call.Name, offered);
            var hint = near is null ? "" : $" Did you mean {near}?";
            return (
                null!,
                default,
                ToolOutcome.Failed($"There is no tool '{call.Name}'.{hint} Tools: {string.Join(", ", offered)}")
            );
        }
        return ArgumentCoercion.Coerce(tool.Name, call.Arguments, tool.Definition.Parameters) switch
        {
            CoercedArguments.Fitting(var arguments) => (tool, arguments, null),
            CoercedArguments.Fault(var text) => (tool, default, ToolOutcome.Failed(text)),
            CoercedArguments.CutOff(var text) => (tool, default, ToolOutcome.Refused(text)),
            var other => throw new NotSupportedException(other.GetType().Name),
        };
    }
}
