using Pedrocode.Core.Agents;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Trees.Landings;

/// <summary>Writes what became of a job's work into its journal, where nobody runs the job.</summary>
internal static class LandingJournal
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(5);

    /// <summary>Holds the job so that nobody resumes it meanwhile. Throws <see cref="UserError"/> where some process runs it.</summary>
    public static async Task<FileLock> TakeAsync(JobDirectory job, TimeProvider time, CancellationToken stop)
    {
        // Who only looks whether a job is owned holds the lock for a moment.
        for (var tries = 0; tries < 40; tries++)
        {
            if (FileLock.TryTake(job.Lock) is { } taken)
            {
                return taken;
            }
            await Task.Delay(LookAgain, time, stop);
        }
        throw new UserError($"{job.Id} is running", $"cancel it first, or wait: wait {job.Id}");
    }

    /// <summary>Only for who holds the job.</summary>
    public static void Append(JobDirectory job, TimeProvider time, params ReadOnlySpan<JobEvent> events)
    {
        using var journal = Journal.Open(job, time);
        journal.Append(events);
    }

    /// <summary>Tells the job of a landing that a process had begun which is no more.</summary>
    public static async Task TellAsync(StateDirectory state, LandingPlan plan, TimeProvider time)
    {
        var job = state.All().FirstOrDefault(job => job.Id == plan.Job);
        if (job is null || !File.Exists(job.Journal))
        {
            return;
        }
        using var held = await TakeAsync(job, time, CancellationToken.None);
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
                ?
                [
                    new Landed(plan.Changes, plan.Record),
                    new JobCompleted(PhaseProgress.Of([.. content.Entries]).LastSummary),
                ]
                : [new Landed(plan.Changes, plan.Record)];
        Append(job, time, facts);
    }
}
