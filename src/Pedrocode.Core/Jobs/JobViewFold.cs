using System.Collections.Immutable;
using System.Globalization;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Tools;

namespace Pedrocode.Core.Jobs;

/// <summary>How each event changes the view.</summary>
internal static class JobViewFold
{
    public static JobView After(JobView view, JournalEntry entry)
    {
        var status = view.Status;
        try
        {
            status =
                entry.Event is UnknownEvent ? status : JobTransitions.Next(view.IsEmpty ? null : status, entry.Event);
        }
        catch (InvalidOperationException)
        {
            // Only a damaged journal leads here: its gap may have held the event that makes this one legal.
            status = view.Status;
        }
        var next = Fact(view, entry) with { Status = status, Sequence = entry.Sequence };
        return next with { Ended = status.IsEnded() ? next.Ended ?? entry.Time : null };
    }

    private static JobView Fact(JobView view, JournalEntry entry) =>
        entry.Event switch
        {
            JobCreated made => view with
            {
                Id = made.Id,
                Agent = made.Agent,
                Recipe = made.Recipe,
                Task = made.Task,
                Mode = made.Mode,
                WorkDir = made.WorkDir,
                Root = made.Root,
                Session = made.Session,
                Model = made.Model,
                ModelProfile = made.ModelProfile,
                Isolation = made.Isolation,
                Created = entry.Time,
                LastEvent = "Created",
            },
            JobStarted => view with { LastEvent = "Started" },
            ConversationOpened or ToolsDescribed => view,
            PhaseStarted phase => view with
            {
                Phase = new PhaseView(phase.Phase, phase.Number, phase.Count, 0),
                Starts = view.Starts.SetItem(phase.Number, new PhaseStart(view.Files, view.Seen, view.Checkpoint)),
                LastEvent = $"Phase {phase.Number}/{phase.Count}: {phase.Phase}",
                CheckRetries = 0,
            },
            RoundStarted round => view with
            {
                Round = round.Round,
                Phase = view.Phase is { } phase ? phase with { Round = round.PhaseRound } : null,
                Ran = Later(view.Ran, round.Ran),
                LastEvent = "Asked the model",
                Question = null,
            },
            ModelReplied(var reply, _) => view with
            {
                LlmCalls = view.LlmCalls + 1,
                Usage = view.Usage.With(reply.Usage),
                LastEvent = "LLM response received",
            },
            ToolCallStarted call => view with { LastEvent = $"Called {call.Brief}", Question = null },
            ToolCallEnded(_, _, var outcome, _) => view with
            {
                ToolCalls = view.ToolCalls + 1,
                Verification = outcome.Changes.IsEmpty ? view.Verification : null,
                Files = outcome.Changes.Aggregate(view.Files, Add),
                Denied =
                    outcome.Denied is { } denied && !view.Denied.Contains(denied)
                        ? view.Denied.Add(denied)
                        : view.Denied,
                Seen = outcome.Seen.Aggregate(view.Seen, static (seen, file) => seen.SetItem(file.Path, file.Sha256)),
            },
            RolledBack(_, var brief, _) => view with { LastEvent = $"Took back {brief}" },
            Nudged or Steered => view,
            ModelAwaited(var before) => view with
            {
                WaitsForModel = true,
                LastEvent = before == 0 ? "waits for the model" : $"waits for the model ({before} before it)",
            },
            ModelTaken => view with { WaitsForModel = false, LastEvent = "Asked the model" },
            ModelRetried(var attempt, var wait, var why) => view with
            {
                LastEvent =
                    $"Asks the model again in {Math.Max(1, wait / 1000).ToString(CultureInfo.InvariantCulture)} s (attempt {attempt}): {why}",
            },
            ChecksChosen chosen => view with { Checks = chosen.Checks },
            CheckStarted check => view with
            {
                LastEvent =
                    $"Checking: {check.Command}{(
                    check.OnBase ? " (as it was before)"
                    : check.Merged ? " (merged with your files)"
                    : ""
                )}",
            },
            CheckEnded when view.Status.IsEnded() => view,
            CheckEnded check => view with
            {
                LastEvent = $"Check {check.Outcome.ToString().ToLowerInvariant()}: {check.Command}",
            },
            ChecksJudged(var verification, var message) => view with
            {
                Verification = verification,
                CheckRetries = view.CheckRetries + (message is null ? 0 : 1),
            },
            Compacted => view with { LastEvent = "Shortened the conversation" },
            PhaseEnded phase => view with { LastEvent = $"Finished phase {phase.Phase}" },
            ApprovalAsked(var number, _, _, var subject, var why) asked => view with
            {
                Questions = number,
                Question = new QuestionView(number, QuestionKind.Approval, subject, why)
                {
                    Rule = asked.Rule,
                    Directory = asked.Directory,
                },
                LastEvent = $"Asks: {subject}",
            },
            ReviewAsked(var number, var phase) => view with
            {
                Questions = number,
                Question = new QuestionView(number, QuestionKind.Review, phase, ""),
                LastEvent = $"Asks for a review of {phase}",
            },
            ApprovalAnswered(_, var answer, _, _) => view with
            {
                Question = null,
                LastEvent = answer == Answer.No ? "Denied" : "Approved",
            },
            ReviewAnswered => view with { Question = null },
            Rewound back => Back(view, back),
            BaseTaken start => view with { Base = start, Checkpoint = new Checkpointed(start.Commit, start.Tree) },
            TreeReady(_, var foreign) => view with { TreeReady = true, Foreign = foreign },
            LeftBehind left => view with { Left = left },
            Checkpointed taken => view with { Checkpoint = taken },
            DirectoryAwaited(var holder) => view with
            {
                WaitsFor = holder,
                LastEvent = $"waits for {holder} (same directory)",
            },
            DirectoryTaken => view with { WaitsFor = null },
            ModeChanged(var mode, _) => view with { Mode = mode },
            CancelRequested => view with { LastEvent = "Cancel requested", CancelAsked = true },
            LandingStarted => view with { LastEvent = "Lands" },
            Landed(var changes, _, var commit, var notCommitted, var moved) => Work(view, changes) with
            {
                Landing = LandingState.Landed,
                Commit = commit,
                NotCommittedWhy = notCommitted,
                NotAppliedWhy = null,
                Verification = view.Verification is { } verification ? verification with { Moved = moved } : null,
                LastEvent = "Landed",
            },
            NotApplied(var why, _, var changes) => Work(view, changes) with
            {
                Landing = LandingState.NotApplied,
                NotAppliedWhy = why,
            },
            Undone => view with { Landing = LandingState.Undone },
            Reopened => view with
            {
                Landing = LandingState.Open,
                NotAppliedWhy = null,
                Verification = null,
                LastEvent = "Reopened",
            },
            Rebased => view with { Seen = JobView.Empty.Seen, LastEvent = "Begun anew from your files" },
            Discarded => view with { Landing = LandingState.Discarded },
            JobCompleted(var output) => Ending(view, "Complete") with { Output = output },
            JobFailed(var error, _) => Ending(view, view.LastEvent) with { Error = error },
            JobCancelled => Ending(view, "Cancelled"),
            // What it asks can be answered still: the answer is read when the job is gone on with.
            JobInterrupted(var why) => Ending(view, view.LastEvent) with { Error = why, Question = view.Question },
            JobPaused(var why) paused => Ending(view, view.LastEvent) with
            {
                Error = why,
                Question = paused.Asks ? view.Question : null,
                Limit = paused.Limit,
                Ran = Later(view.Ran, paused.Ran),
            },
            JobResumed(var rounds, var tokens, var minutes) resumed => view with
            {
                Limit = JobLimit.None,
                Error = null,
                Output = null,
                LastEvent = "Resumed",
                CancelAsked = false,
                Granted = new JobResumed(
                    view.Granted.Rounds + rounds,
                    view.Granted.Tokens + tokens,
                    view.Granted.Minutes + minutes
                )
                {
                    Cost = view.Granted.Cost + resumed.Cost,
                },
            },
            UnknownEvent => view with { HasUnknownEvents = true },
            _ => throw new NotSupportedException($"no fold for {entry.Event.GetType().Name}"),
        };

    private static TimeSpan Later(TimeSpan one, long milliseconds) =>
        TimeSpan.FromMilliseconds(Math.Max(one.TotalMilliseconds, milliseconds));

    private static JobView Back(JobView view, Rewound back)
    {
        var next = view with { LastEvent = "Back at the start of its phase", Question = null, Verification = null };
        if (view.Isolation == Trees.Isolation.None || !view.Starts.TryGetValue(back.Phase, out var start))
        {
            return next;
        }
        var from = view.Base is { } taken ? new Checkpointed(taken.Commit, taken.Tree) : null;
        return next with { Files = start.Files, Seen = start.Seen, Checkpoint = start.Checkpoint ?? from };
    }

    /// <summary>What tools told of their changes gives way to what differs in the end.</summary>
    private static JobView Work(JobView view, ImmutableArray<FileChange> changes) =>
        view with
        {
            Files = changes.Aggregate(view.Files.Clear(), static (files, change) => files.SetItem(change.Path, change)),
        };

    private static JobView Ending(JobView view, string last) =>
        view with
        {
            LastEvent = last,
            Question = null,
            WaitsFor = null,
            WaitsForModel = false,
        };

    private static ImmutableSortedDictionary<string, FileChange> Add(
        ImmutableSortedDictionary<string, FileChange> files,
        FileChange change
    ) =>
        files.SetItem(
            change.Path,
            files.TryGetValue(change.Path, out var before)
                ? new FileChange(change.Path, before.Added + change.Added, before.Removed + change.Removed)
                : change
        );
}
