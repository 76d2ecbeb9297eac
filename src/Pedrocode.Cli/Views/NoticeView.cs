using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Tools;

namespace Pedrocode.Cli.Views;

/// <summary>An event as one line for people; null for what nobody wants to read.</summary>
internal static class NoticeView
{
    /// <param name="after">The job with the event folded in.</param>
    public static Notice? Of(JobEvent fact, JobView after, Style style) =>
        fact switch
        {
            ToolCallStarted call => new Notice(
                NoticeWeight.Detail,
                $"{style.Mark("🔧", "*")} {VisibleText.CleanLine(call.Brief)}"
            ),
            ToolCallEnded { Outcome.Result: not ToolResult.Ok } call => new Notice(
                NoticeWeight.Detail,
                $"{style.Mark("⚠️ ", "!")} {call.Tool} {(call.Outcome.Result == ToolResult.Refused ? "refused" : "failed")}: {FirstLine(call.Outcome.Text)}"
            ),
            ModelReplied => new Notice(NoticeWeight.Detail, $"{style.Mark("💭", "-")} LLM response received"),
            PhaseStarted { Count: > 1 } phase => new Notice(
                NoticeWeight.Phase,
                $"{style.Mark("📋", "=")} Phase {phase.Number}/{phase.Count}: {phase.Phase}"
            ),
            ApprovalAsked asked => new Notice(
                NoticeWeight.Question,
                $"{style.Mark("✋", "?")} wants to run: {VisibleText.Clean(asked.Subject)}     /approve {Tail(after.Id)} {style.Mark("·", "|")} /deny {Tail(after.Id)}"
            ),
            DirectoryAwaited(var holder) => new Notice(
                NoticeWeight.Phase,
                $"{style.Mark("⏳", "~")} waits for {holder} (same directory)"
            ),
            Steered(var text, _) => new Notice(NoticeWeight.Detail, $"{style.Mark("💬", ">")} {FirstLine(text)}"),
            JobCompleted => new Notice(
                NoticeWeight.End,
                $"{style.Mark("✅", "[done]")} Complete! {JobDetailView.ChangeSummary(after)}"
            ),
            JobFailed(var error, _) => new Notice(
                NoticeWeight.End,
                $"{style.Mark("❌", "[failed]")} Failed: {FirstLine(error)}"
            ),
            JobCancelled => new Notice(NoticeWeight.End, $"{style.Mark("🚫", "[cancelled]")} Cancelled"),
            JobInterrupted(var why) => new Notice(NoticeWeight.End, $"{style.Mark("⏸", "[stopped]")} {FirstLine(why)}"),
            JobPaused(var why) => new Notice(NoticeWeight.End, $"{style.Mark("⏸", "[paused]")} {FirstLine(why)}"),
            _ => null,
        };

    /// <summary>Enough of an id to name the job: its last three digits, or all of it.</summary>
    public static string Tail(JobId id) => id.Number < 1000 ? id.Number.ToString() : id.ToString()[^3..];

    private static string FirstLine(string text) => Brief.Line(Brief.FirstLine(VisibleText.Clean(text)), 200);
}

internal sealed record Notice(NoticeWeight Weight, string Text);

/// <summary>How much a line matters; <c>output.notices</c> says from where on they are shown.</summary>
internal enum NoticeWeight
{
    Detail,
    Phase,
    Question,
    End,
}
