using Pedrocode.Core.Jobs;
using Pedrocode.Core.Tools;

namespace Pedrocode.Cli.Views;

/// <summary>What was done and what remains, when a job is gone on with.</summary>
internal static class ResumeView
{
    public static string Text(JobView before, Style style)
    {
        var phase = before.Phase is { } at
            ? $"phase {at.Number}/{at.Count} {at.Name}, round {at.Round}"
            : "its beginning";
        return $"""
            {style.Mark("🔄 ", "")}Resumed {before.Id} ({before.Agent}): {Brief.Line(
                Brief.FirstLine(VisibleText.Clean(before.Task)),
                style.Width - 30
            )}
               Done: {before.ToolCalls} tool calls, {before.LlmCalls} LLM calls, {before.Files.Count} files changed
               Goes on at: {phase}
            """;
    }
}
