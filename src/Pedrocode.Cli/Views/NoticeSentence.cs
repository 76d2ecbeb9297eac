using Pedrocode.Core;
using Pedrocode.Core.Checks;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Tools;

namespace Pedrocode.Cli.Views;

/// <summary>A notice as a whole sentence that names its job: for those to whom the screen is read aloud.</summary>
internal static class NoticeSentence
{
    /// <param name="after">The job with the event folded in.</param>
    /// <returns>Null exactly where <see cref="NoticeView"/> has no notice.</returns>
    public static string? Of(JobEvent fact, JobView after, Style style) =>
        Predicate(fact, after, style) is { } says ? $"{after.Id} {says}" : null;

    /// <summary>Instead of <c>+14 more</c>.</summary>
    public static string Folded(JobId job, int count) =>
        $"{job} has {Plural.Of(count, "more notice")} that {(count == 1 ? "was" : "were")} not read out.";

    private static string? Predicate(JobEvent fact, JobView after, Style style) =>
        fact switch
        {
            ToolCallStarted call => $"calls {CallText.Noticed(VisibleText.CleanLine(call.Brief))}.",
            ToolCallEnded { Outcome.Result: not ToolResult.Ok } call =>
                $"called {VisibleText.CleanLine(call.Tool)}, which {(call.Outcome.Result == ToolResult.Refused ? "was refused" : "failed")}: {FirstLine(call.Outcome.Text, style)}",
            RolledBack call =>
                $"had a call cut short, which is taken back and runs again: {CallText.Noticed(VisibleText.CleanLine(call.Brief))}.",
            ModelRetried again =>
                $"asks the model again in {NoticeView.Wait(again)}, attempt {again.Attempt}, for the model server failed: {FirstLine(again.Why, style)}.",
            ModelReplied => "has received a reply of the model.",
            PhaseStarted { Count: > 1 } phase => $"begins phase {phase.Number} of {phase.Count}, {phase.Phase}.",
            ApprovalAsked { Tool: ApprovalAsked.Landing } asked =>
                $"asks for {Answers(after.Id, style)}, for it wants to {VisibleText.CleanLine(asked.Subject)}.",
            ApprovalAsked asked =>
                $"asks for {Answers(after.Id, style)}, for it {QuestionText.Wants(asked.Subject)}{QuestionText.About(asked.Why, asked.Directory, asked.Rule)}",
            DirectoryAwaited(var holder) =>
                $"waits until {holder} leaves this directory; {style.Action($"show {holder}")} tells what that does.",
            Steered(var words, _) => $"has read your words: {FirstLine(words, style)}",
            CheckStarted check =>
                $"runs the check {VisibleText.CleanLine(check.Command)}{(
                    check.OnBase ? " on what was before"
                    : check.Merged ? " on its result merged with your files"
                    : ""
                )}.",
            CheckEnded { Outcome: not CheckOutcome.Passed } check =>
                $"has a check that {(check.Outcome == CheckOutcome.NotRun ? "was not run" : "failed")}: {FirstLine(CheckOutput.Headline(check.Text), style)}",
            ChecksJudged { Message: not null, Verification: var verification } =>
                $"opens its phase again, for its result is {VisibleText.CleanLine(verification.ToString())}.",
            TreeReady { Foreign.NotCarried: { IsEmpty: false } folders } =>
                $"works without {NoticeView.Listed(folders)}, for no sandbox binds it and this file system cannot share it.",
            LeftBehind left => $"has left something behind, {NoticeView.Left(left)}.",
            JobCompleted => $"is complete. {Result(after, style)}",
            JobFailed(var error, _) failed =>
                $"has failed: {FirstLine(error, style)}{(failed.ByServer ? $" Go on with {style.Action($"resume {NoticeView.Tail(after.Id)}")}." : "")}",
            JobCancelled => "is cancelled.",
            JobInterrupted(var why) => $"has stopped. {FirstLine(why, style)}",
            JobPaused(var why) paused =>
                $"has stopped. {FirstLine(why, style).TrimEnd('.')}.{(paused.Asks ? $" Answer with {Answers(after.Id, style)}, then {style.Action($"resume {NoticeView.Tail(after.Id)}")}." : $" It goes on with {style.Action($"resume {NoticeView.Tail(after.Id)}{JobDetailView.More(after)}")}.")}",
            _ => null,
        };

    private static string Answers(JobId job, Style style) =>
        $"{style.Action($"approve {NoticeView.Tail(job)}")} or {style.Action($"deny {NoticeView.Tail(job)}")}";

    private static string Result(JobView job, Style style)
    {
        var (added, removed) = (job.Files.Values.Sum(static f => f.Added), job.Files.Values.Sum(static f => f.Removed));
        var changed =
            job.Files.Count == 0
                ? "It modified no files"
                : $"It modified {Plural.Of(job.Files.Count, "file")}, {Plural.Of(added, "line")} added and {removed} removed";
        return $"{changed}{JobDetailView.Proved(job)}.{Landed(job, style)}";
    }

    private static string Landed(JobView job, Style style) =>
        job switch
        {
            { Landing: LandingState.NotApplied, NotAppliedWhy: { } why } =>
                $" It is not applied: {VisibleText.CleanLine(why)}. Go on with {style.Action($"{JobDetailView.AppliedBy(job)} {NoticeView.Tail(job.Id)}")} or {style.Action($"diff {NoticeView.Tail(job.Id)}")}.",
            { Commit: { } commit } => $" It is committed as {WorkView.Short(commit)}.",
            { NotCommittedWhy: { } why } => $" It is not committed: {VisibleText.CleanLine(why)}.",
            _ => "",
        };

    private static string FirstLine(string text, Style style) => NoticeView.FirstLine(text, style);
}
