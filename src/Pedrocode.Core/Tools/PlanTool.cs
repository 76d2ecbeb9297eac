using System.Text.Json;

namespace Pedrocode.Core.Tools;

/// <summary>The steps the model means to take: kept in the conversation, shown to the user.</summary>
public sealed class PlanTool() : Tool("plan")
{
    public override ToolEffect Effect => ToolEffect.Reports;

    public override string Brief(JsonElement arguments) =>
        Plural.Of(arguments.GetProperty("steps").GetArrayLength(), "step");

    public override Task<ToolOutcome> CallAsync(JsonElement arguments, ToolContext context, CancellationToken stop)
    {
        var steps = arguments.GetProperty("steps").EnumerateArray().Select(static step => step.GetString()).ToList();
        return Task.FromResult(
            steps.Count == 0
                ? ToolOutcome.Failed("A plan needs at least one step.")
                : ToolOutcome.Ok($"Noted {Plural.Of(steps.Count, "step")}. Next: {steps[0]}")
        );
    }
}
