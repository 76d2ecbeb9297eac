using Pedrocode.Core.Journals;
using Pedrocode.Core.Posix;
using Pedrocode.Core.Sandboxes;

namespace Pedrocode.Core.Jobs;

/// <summary>What the next start does about jobs whose process died: a crash writes no ending and ends no command.</summary>
internal static class JobRecovery
{
    public static async Task RunAsync(StateDirectory state, TimeProvider time)
    {
        if (state.IsNewer)
        {
            return;
        }
        foreach (var job in state.All())
        {
            if (Died(state, job, time) is { } owner && Settle(job, time))
            {
                await ProcessTree.EndLeftoversAsync(job.Marker, owner);
                RemoveMade(job);
            }
        }
    }

    /// <summary>What is written where a job has no ending and its process is gone.</summary>
    public static JobEvent Ending(JobView view) =>
        view.CancelAsked ? new JobCancelled() : new JobInterrupted(JobInterruptions.OwnerDied);

    /// <summary>Who ran the job and died of it; null for a job that has an ending or an owner. One that never began is removed.</summary>
    private static int? Died(StateDirectory state, JobDirectory job, TimeProvider time)
    {
        try
        {
            var owned = job.IsOwned;
            var content = job.Read();
            if (content.Entries.IsEmpty)
            {
                JobRemoval.RemoveUnbegun(state, job, time);
            }
            return !owned && content.View is { IsEmpty: false, HasUnknownEvents: false } view && view.Status.IsActive()
                ? content.Entries.Select(static entry => entry.Event).OfType<JobStarted>().LastOrDefault()?.Pid
                : null;
        }
        catch (Exception e) when (e is UserError or IOException or UnauthorizedAccessException)
        {
            // It cannot be read: where there is something to read, fsck says so.
            JobRemoval.RemoveUnbegun(state, job, time);
            return null;
        }
    }

    private static void RemoveMade(JobDirectory job)
    {
        try
        {
            ProtectedPaths.RemoveLeft(job.GuardNote);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The note stays: whoever goes on with the job tries again.
        }
    }

    private static bool Settle(JobDirectory job, TimeProvider time)
    {
        try
        {
            using var ownership = JobOwnership.TryTakeToSettle(job);
            if (ownership is null)
            {
                return false;
            }
            using var journal = Journal.Open(job, time);
            if (journal.View.Status.IsActive())
            {
                journal.Append(Ending(journal.View));
            }
            return true;
        }
        catch (Exception e)
            when (e is UserError or StateNotSavedException or IOException or UnauthorizedAccessException)
        {
            // Nothing can be saved now; its processes are ended all the same.
            return true;
        }
    }
}
