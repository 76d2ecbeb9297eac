using Pedrocode.Cli.Terminals;
using Pedrocode.Core.Jobs;

namespace Pedrocode.Cli.Views;

/// <summary>What was done and what remains, when a job is gone on with.</summary>
internal static class ResumeView
{
    public static string Text(JobView before, Style style)
    {
        var phase = before.Phase is { } at
            ? $"phase {at.Number}/{at.Count} {at.Name}, round {at.Round}"
            : "its beginning";
        var head = $"{style.Mark("🔄 ", "")}Resumed {before.Id} ({before.Agent}): ";
        var task = Brief.FirstLine(Core.Tools.VisibleText.Clean(before.Task), style);
        return $"""
            {head}{Brief.Line(task, style.Width - TextWidth.Of(head), style)}
               Done: {before.ToolCalls} tool calls, {before.LlmCalls} LLM calls, {before.Files.Count} files changed
               Goes on at: {phase}
            """;
    }
}
