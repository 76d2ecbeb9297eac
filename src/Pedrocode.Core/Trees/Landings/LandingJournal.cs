using Pedrocode.Core.Agents;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Trees.Landings;

/// <summary>Writes what became of a job's work into its journal, where nobody runs the job.</summary>
internal static class LandingJournal
{
    /// <summary>Only for who holds the job.</summary>
    public static void Append(JobDirectory job, TimeProvider time, params ReadOnlySpan<JobEvent> events)
    {
        using var journal = Journal.Open(job, time);
        journal.Append(events);
    }

    /// <summary>For a job whose directory is gone: its line in the history is written anew.</summary>
    public static void AppendToHistory(StateDirectory state, JobView view, TimeProvider time, JobEvent fact) =>
        state.History.Append(view.With(new JournalEntry(view.Sequence + 1, time.GetUtcNow(), fact)));

    private static Landed Landed(LandingPlan plan) =>
        new(plan.Changes, plan.Record, plan.Commit?.Commit, plan.NotCommitted);

    /// <summary>Tells the job of a landing that a process had begun which is no more.</summary>
    public static void Tell(StateDirectory state, LandingPlan plan, TimeProvider time)
    {
        var job = state.All().FirstOrDefault(job => job.Id == plan.Job);
        if (job is null || !File.Exists(job.Journal))
        {
            if (state.History.Find(plan.Job.ToString()) is { } gone)
            {
                AppendToHistory(state, gone, time, plan.Kind == LandingKind.Undo ? new Undone() : Landed(plan));
            }
            return;
        }
        using var held = JobOwnership.Take(job);
        var content = job.Read();
        if (plan.Kind == LandingKind.Undo)
        {
            if (content.View.Landing != LandingState.Undone)
            {
                Append(job, time, new Undone());
            }
            return;
        }
        if (content.View.Landing == LandingState.Landed)
        {
            return;
        }
        // Its own task ended between the landing and the ending that goes with it.
        JobEvent[] facts =
            content.View.Status == JobStatus.Running
                ? [Landed(plan), new JobCompleted(PhaseProgress.Of([.. content.Entries]).LastSummary)]
                : [Landed(plan)];
        Append(job, time, facts);
    }
}
