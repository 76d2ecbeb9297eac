using System.Collections.Immutable;

namespace Pedrocode.Core.Jobs;

/// <summary>Which jobs keep their directory: decided by count and by what became of their result, never by age.</summary>
public sealed record JobRetention
{
    public static JobRetention KeepEverything { get; } = new() { KeepsAll = true };

    public bool KeepsAll { get; init; }

    /// <summary>How many unfinished jobs are kept, over all sessions and projects.</summary>
    public int MaxUnfinished { get; init; } = 10;

    /// <summary>Those to delete, oldest first; of the unfinished those that never began before the others. Whoever deletes them looks once more, under each job's lock.</summary>
    public ImmutableArray<JobId> ToDelete(IEnumerable<JobView> views)
    {
        if (KeepsAll)
        {
            return [];
        }
        var ended = views.Where(static view => view.Status.IsEnded()).OrderBy(static view => view.Id).ToList();
        // What never began holds nothing: it goes before any work does.
        var unfinished = ended
            .Where(static view => view.Status != JobStatus.Complete)
            .OrderBy(static view => view.Round > 0)
            .ThenBy(static view => view.Id)
            .ToList();
        return
        [
            .. ended
                .Where(IsDone)
                .Concat(unfinished.Take(Math.Max(0, unfinished.Count - MaxUnfinished)))
                .Select(static view => view.Id)
                .Order(),
        ];
    }

    /// <summary>Complete, and its result is where it belongs: nothing is lost with the directory.</summary>
    public bool IsDone(JobView view) => !KeepsAll && view.Status == JobStatus.Complete && !view.HoldsUnlandedWork;
}
