using System.Text.Json;

namespace Pedrocode.Core.Tools;

/// <summary>Ends a phase. Whether it is accepted is decided by the phase, so the call itself only carries words.</summary>
public sealed class FinishTool() : Tool(ToolName)
{
    public const string ToolName = "finish";

    public override ToolEffect Effect => ToolEffect.Reports;

    public override string Brief(JsonElement arguments) => "";

    public override Task<ToolOutcome> CallAsync(JsonElement arguments, ToolContext context, CancellationToken stop) =>
        Task.FromResult(ToolOutcome.Ok("accepted"));
}
