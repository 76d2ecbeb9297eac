using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;

namespace Pedrocode.Core.Trees.Landings;

/// <summary>The job whose work the user names, and the files it is for.</summary>
/// <param name="Directory">Null where it is gone.</param>
/// <param name="Gone">The last view of a job whose directory is gone.</param>
internal sealed record FoundWork(JobId Id, JobDirectory? Directory, JobView? Gone, UserFiles Files)
{
    /// <summary>As it stands now; null where only a ref tells of it.</summary>
    public JobView? View => Directory?.Read().View ?? Gone;

    /// <summary>The job's directory, or where it is gone what the history and its refs still hold.</summary>
    public static async Task<FoundWork> FindAsync(
        StateDirectory state,
        string here,
        string name,
        CancellationToken stop
    )
    {
        if (state.TryFindAmongAll(name) is { } job)
        {
            return new FoundWork(job.Id, job, Gone: null, await JobWork.FilesAsync(state, job.Read().View.Root, stop));
        }
        if (state.History.Find(name) is { } gone)
        {
            return new FoundWork(gone.Id, null, gone, await JobWork.FilesAsync(state, gone.Root, stop));
        }
        var files = await JobWork.FilesAsync(state, here, stop);
        var ids = (await JobRefs.AllAsync(files, stop))
            .Where(found => found.Purpose != JobRefs.Keep && found.Job.IsNamedBy(name))
            .Select(static found => found.Job)
            .Distinct()
            .ToList();
        return ids switch
        {
            [var only] => new FoundWork(only, null, Gone: null, files),
            [] => throw new UserError($"Job not found: {name}"),
            _ => throw new UserError($"{name} names {ids.Count} jobs: {string.Join(", ", ids)}", "give more digits"),
        };
    }

    /// <summary>Writes down what became of it: in its journal, or for a job that is gone in the history.</summary>
    public void Tell(StateDirectory state, TimeProvider time, params ReadOnlySpan<JobEvent> facts)
    {
        if (Directory is { } job)
        {
            LandingJournal.Append(job, time, facts);
        }
        else if (Gone is { } view)
        {
            LandingJournal.AppendToHistory(state, view, time, facts[^1]);
        }
    }
}
