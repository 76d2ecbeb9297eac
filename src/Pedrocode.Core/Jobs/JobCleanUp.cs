using System.Collections.Immutable;
using Pedrocode.Core.Journals;

namespace Pedrocode.Core.Jobs;

/// <summary>
/// Deletes what need not be kept: complete jobs whose result is where it belongs, and the oldest unfinished ones beyond the limit; never
/// one that some process runs.
/// </summary>
public sealed class JobCleanUp(StateDirectory state, JobRetention retention)
{
    public void Run()
    {
        if (retention.KeepsAll || state.IsNewer)
        {
            return;
        }
        JobRemoval.Sweep(state);
        foreach (var job in Due())
        {
            TryRemove(job);
        }
    }

    /// <summary>The jobs that the next run deletes.</summary>
    public ImmutableArray<JobDirectory> Due()
    {
        var there = state.All();
        if (there.Length <= retention.MaxUnfinished)
        {
            return [];
        }
        var due = retention.ToDelete(there.Select(static job => job.TryReadListed()).OfType<JobView>()).ToHashSet();
        return [.. there.Where(job => due.Contains(job.Id))];
    }

    private void TryRemove(JobDirectory job)
    {
        try
        {
            JobRemoval.Remove(state, job, static view => view.Status.IsEnded());
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or UserError or StateNotSavedException)
        {
            // It stays, and the next run tries again.
        }
    }
}
