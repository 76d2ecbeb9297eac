using System.Collections.Immutable;
using Pedrocode.Core.Jobs;

namespace Pedrocode.Core.Trees.Landings;

/// <summary>The jobs that landed in a file after another one: where that cannot be taken back, they may be why.</summary>
internal sealed class LaterLandings(LandingFolder folder, UserFiles files, TimeProvider time)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);

    /// <summary>The conflicts, each with the jobs that have changed its file since: <c>was changed since; job-456 landed in it later</c>.</summary>
    public async Task<ImmutableArray<LandingConflict>> NamedInAsync(
        JobId job,
        ImmutableArray<LandingConflict> conflicts,
        CancellationToken stop
    )
    {
        var later = new List<(JobId Job, ImmutableHashSet<string> Paths)>();
        foreach (var landed in await AfterAsync(job, stop))
        {
            var changes = await ChangeRecord.Source(landed.Target).ReadAsync(files, stop);
            later.Add((landed.Job, [.. changes.Select(static change => change.Path.Shown)]));
        }
        return
        [
            .. conflicts.Select(conflict =>
                later.Where(landing => landing.Paths.Contains(conflict.Path)).Select(static landing => landing.Job)
                    is var jobs
                && jobs.Any()
                    ? conflict with
                    {
                        Why = $"{conflict.Why}; {string.Join(", ", jobs)} landed in it later",
                    }
                    : conflict
            ),
        ];
    }

    private async Task<ImmutableArray<JobRef>> AfterAsync(JobId job, CancellationToken stop)
    {
        using var held = await folder.LockAsync(LookAgain, time, stop);
        var order = new LandedOrder(folder).Of(await JobRefs.AllAsync(files, stop));
        var at = order.Select(static landed => landed.Job).ToList().IndexOf(job);
        return order[(at + 1)..];
    }
}
