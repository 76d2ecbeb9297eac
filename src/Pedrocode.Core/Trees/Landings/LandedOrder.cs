using System.Collections.Immutable;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Trees.Landings;

/// <summary>
/// In which order a repository's jobs landed: refs know no times, and a job may land long after younger ones. Jobs it does not know are taken
/// for the oldest, by id. Only under the folder's lock.
/// </summary>
internal sealed class LandedOrder(LandingFolder folder)
{
    /// <summary>Those refs that tell of landed jobs, the one that landed last at the end.</summary>
    public ImmutableArray<JobRef> Of(IEnumerable<JobRef> refs)
    {
        var order = Read();
        return
        [
            .. refs.Where(static found => found.Purpose == JobRefs.Landed)
                .OrderBy(found => order.IndexOf(found.Job))
                .ThenBy(static found => found.Job),
        ];
    }

    /// <summary>The job has landed just now.</summary>
    public void Add(JobId job)
    {
        var newest = Read().Where(other => other != job).Append(job).TakeLast(Landing.Undoable);
        AtomicFile.Write(folder.Order, string.Concat(newest.Select(static one => $"{one}\n")));
    }

    private List<JobId> Read() =>
        File.Exists(folder.Order) ? [.. File.ReadAllLines(folder.Order).Select(JobId.Parse).OfType<JobId>()] : [];
}
