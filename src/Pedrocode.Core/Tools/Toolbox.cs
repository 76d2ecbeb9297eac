using System.Collections.Immutable;
using System.Text.Json;
using Pedrocode.Core.Models;
using Pedrocode.Core.Models.Json;

namespace Pedrocode.Core.Tools;

/// <summary>The tools of a job: one fixed list, in the order that is sent to the model.</summary>
public sealed class Toolbox(ImmutableArray<Tool> tools)
{
    public ImmutableArray<ToolDefinition> Definitions { get; } = [.. tools.Select(static tool => tool.Definition)];

    /// <summary>The tool and its arguments, or the outcome that tells the model what was wrong with the call.</summary>
    public (Tool Tool, JsonElement Arguments, ToolOutcome? Fault) Read(ToolCall call)
    {
        var tool = tools.FirstOrDefault(tool => tool.Name == call.Name);
        if (tool is null)
        {
            var near = NearestName.Of(call.Name, [.. tools.Select(static tool => tool.Name)]);
            var hint = near is null ? "" : $" Did you mean {near}?";
            return (
                null!,
                default,
                ToolOutcome.Failed(
                    $"There is no tool '{call.Name}'.{hint} Tools: {string.Join(", ", tools.Select(static tool => tool.Name))}"
                )
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
