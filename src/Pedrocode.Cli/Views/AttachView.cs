using Pedrocode.Core;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Tools;

namespace Pedrocode.Cli.Views;

/// <summary>An event of a job that is watched in full, as lines; null for what is shown otherwise or by itself.</summary>
internal static class AttachView
{
    private const int MostLines = 200;

    /// <param name="streamed">The reply's words and what commands print are shown as they come.</param>
    /// <param name="more">One level of detail more: thoughts, and what each call came to.</param>
    public static string? Of(JobEvent fact, JobView after, bool streamed, bool more, Style style) =>
        fact switch
        {
            ModelReplied(var reply, _) => Joined(
                more && !streamed && reply.Reasoning is { Length: > 0 } thoughts ? style.Dim(Indented(thoughts)) : null,
                !streamed && reply.Text is { Length: > 0 } words ? Indented(words) : null
            ),
            ToolCallEnded { Outcome.Result: ToolResult.Ok } call => more && !(streamed && call.Tool == "bash")
                ? style.Dim(Indented(call.Outcome.Text))
                : null,
            PhaseEnded phase => $"{style.Mark("✅", "=")} {phase.Phase} ended after {Plural.Of(phase.Rounds, "round")}",
            ApprovalAsked or ReviewAsked => null,
            ApprovalAnswered answered =>
                $"{style.Mark("✋", "?")} answered: {answered.Answer.ToString().ToLowerInvariant()}",
            PhaseStarted phase => $"{style.Mark("📋", "=")} Phase {phase.Number}/{phase.Count}: {phase.Phase}",
            ModeChanged { Mode: var mode } =>
                $"{style.Mark("🔁", "~")} goes on in {(mode == Mode.Background ? "the background" : "interactive mode")}",
            _ => style.Unicode ? NoticeView.Of(fact, after, style)?.Text : NoticeSentence.Of(fact, after, style),
        };

    public static string Head(JobView job, Style style) =>
        $"{style.Bold($"Attached to {job.Id}")} ({job.Agent}): {Brief.Line(Brief.FirstLine(VisibleText.Clean(job.Task), style), Math.Max(20, style.Width - 40), style)}\n"
        + style.Dim("   What you type steers it. v shows more or less, q leaves.");

    public static string Indented(string text)
    {
        var lines = VisibleText.Clean(text).Trim('\n').Split('\n');
        var shown = string.Join("\n", lines.Take(MostLines).Select(static line => "   " + line));
        return lines.Length > MostLines ? $"{shown}\n   +{lines.Length - MostLines} more" : shown;
    }

    private static string? Joined(string? first, string? second) =>
        first is null ? second
        : second is null ? first
        : $"{first}\n{second}";
}
