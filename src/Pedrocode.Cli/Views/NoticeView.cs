using Pedrocode.Core.Checks;
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
                $"{style.Mark("🔧", "*")} {CallText.Noticed(VisibleText.CleanLine(call.Brief))}"
            ),
            ToolCallEnded { Outcome.Result: not ToolResult.Ok } call => new Notice(
                NoticeWeight.Detail,
                $"{style.Mark("⚠️ ", "!")} {VisibleText.CleanLine(call.Tool)} {(call.Outcome.Result == ToolResult.Refused ? "refused" : "failed")}: {FirstLine(call.Outcome.Text, style)}"
            ),
            RolledBack call => new Notice(
                NoticeWeight.Detail,
                $"{style.Mark("↩ ", "<")} cut short and taken back; it runs again: {VisibleText.CleanLine(call.Brief)}"
            ),
            // The first says it; of a long outage the rest is detail.
            ModelRetried again => new Notice(
                again.Attempt == 2 ? NoticeWeight.Phase : NoticeWeight.Detail,
                $"{style.Mark("⏳", "~")} the model server: {FirstLine(again.Why, style)}; attempt {again.Attempt} in {Wait(again)}"
            ),
            ModelReplied => new Notice(NoticeWeight.Detail, $"{style.Mark("💭", "-")} LLM response received"),
            PhaseStarted { Count: > 1 } phase => new Notice(
                NoticeWeight.Phase,
                $"{style.Mark("📋", "=")} Phase {phase.Number}/{phase.Count}: {phase.Phase}"
            ),
            ApprovalAsked { Tool: ApprovalAsked.Landing } asked => new Notice(
                NoticeWeight.Question,
                $"{style.Mark("✋", "?")} wants to {asked.Subject}     {Either($"approve {Tail(after.Id)}", $"deny {Tail(after.Id)}", style)}"
            ),
            ApprovalAsked asked => new Notice(
                NoticeWeight.Question,
                $"{style.Mark("✋", "?")} {QuestionText.Wants(asked.Subject)}     {Either($"approve {Tail(after.Id)}", $"deny {Tail(after.Id)}", style)}{QuestionText.About(asked.Why, asked.Directory, asked.Rule)}"
            ),
            DirectoryAwaited(var holder) => new Notice(
                NoticeWeight.Phase,
                $"{style.Mark("⏳", "~")} waits for {holder} (same directory)     {style.Action($"show {holder}")}"
            ),
            Steered(var text, _) => new Notice(
                NoticeWeight.Detail,
                $"{style.Mark("💬", ">")} {FirstLine(text, style)}"
            ),
            CheckStarted check => new Notice(
                NoticeWeight.Detail,
                $"{style.Mark("🧪", "*")} check: {VisibleText.CleanLine(check.Command)}{(
                    check.OnBase ? " (as it was before)"
                    : check.Merged ? " (merged with your files)"
                    : ""
                )}"
            ),
            CheckEnded { Outcome: not CheckOutcome.Passed } check => new Notice(
                NoticeWeight.Detail,
                $"{style.Mark("⚠️ ", "!")} check {OutcomeWord(check)}: {FirstLine(CheckOutput.Headline(check.Text), style)}"
            ),
            ChecksJudged { Message: not null, Verification: var verification } => new Notice(
                NoticeWeight.Phase,
                $"{style.Mark("🔁", "<")} {VisibleText.CleanLine(verification.ToString())}; the phase is open again"
            ),
            TreeReady { Foreign.NotCarried: { IsEmpty: false } folders } => new Notice(
                NoticeWeight.Phase,
                $"{style.Mark("⚠️ ", "!")} not carried into the job's tree: {Listed(folders)} (no sandbox binds it, and this file system cannot share it)"
            ),
            LeftBehind left => new Notice(NoticeWeight.End, $"{style.Mark("⚠️ ", "!")} {Left(left)}"),
            JobCompleted => new Notice(
                NoticeWeight.End,
                $"{style.Mark("✅", "[done]")} Complete! {JobDetailView.ResultSummary(after, style)}{JobDetailView.ResultEnd(after, style)}"
            ),
            JobFailed(var error, _) failed => new Notice(
                NoticeWeight.End,
                $"{style.Mark("❌", "[failed]")} Failed: {FirstLine(error, style)}{(failed.ByServer ? $"     {style.Action($"resume {Tail(after.Id)}")}" : "")}"
            ),
            JobCancelled => new Notice(NoticeWeight.End, $"{style.Mark("🚫", "[cancelled]")} Cancelled"),
            JobInterrupted(var why) => new Notice(
                NoticeWeight.End,
                $"{style.Mark("⏸", "[stopped]")} {FirstLine(why, style)}"
            ),
            JobPaused(var why) paused => new Notice(
                NoticeWeight.End,
                $"{style.Mark("⏸", "[paused]")} {FirstLine(why, style)}{(paused.Asks ? $"     {Either($"approve {Tail(after.Id)}", $"deny {Tail(after.Id)}", style)}, then {style.Action($"resume {Tail(after.Id)}")}" : $"     {style.Action($"resume {Tail(after.Id)}{JobDetailView.More(after)}")}")}"
            ),
            _ => null,
        };

    /// <summary>As it is shown among those of other jobs: <c>[job-123] ✋ …</c>, or a sentence where marks cannot be shown.</summary>
    /// <param name="tag"><c>[job-123]</c>, in whatever colour.</param>
    public static string Line(Notice notice, string tag, JobEvent fact, JobView after, Style style) =>
        style.Unicode ? $"{tag} {notice.Text}" : NoticeSentence.Of(fact, after, style)!;

    /// <summary>What the job made and what does not land.</summary>
    public static string Left(LeftBehind left) =>
        "not landed: "
        + string.Join(
            "; ",
            new[]
            {
                left.Ignored.IsEmpty ? null : $"{Listed(left.Ignored)} (ignored by git)",
                left.InRepositories.IsEmpty ? null : $"{Listed(left.InRepositories)} (in a repository of its own)",
            }.OfType<string>()
        );

    public static string Listed(IReadOnlyCollection<string> paths) =>
        string.Join(", ", paths.Take(5).Select(VisibleText.CleanLine))
        + (paths.Count > 5 ? $" and {paths.Count - 5} more" : "");

    public static string NotSaved(StateNotSavedException why, JobView job, Style style) =>
        $"{style.Red(why.Message)}; {why.Next}{(job.Status == JobStatus.Complete ? "" : $", then {style.Action($"resume {Tail(job.Id)}")}")}";

    /// <summary>Two actions to choose from.</summary>
    public static string Either(string one, string other, Style style) =>
        $"{style.Action(one)} {style.Mark("·", "|")} {style.Action(other)}";

    /// <summary>Enough of an id to name the job: its last three digits, or all of it.</summary>
    public static string Tail(JobId id) => id.Number < 1000 ? id.Number.ToString() : id.ToString()[^3..];

    public static string Wait(ModelRetried again) =>
        Duration.Text(TimeSpan.FromSeconds(Math.Max(1, again.Wait / 1000)));

    private static string OutcomeWord(CheckEnded check) => check.Outcome == CheckOutcome.NotRun ? "not run" : "failed";

    public static string FirstLine(string text, Style style) =>
        Brief.Line(Brief.FirstLine(VisibleText.Clean(text), style), 200, style);
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
