using System.Collections.Immutable;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Posix;
using Pedrocode.Core.Trees;
using Pedrocode.Core.Trees.Landings;

namespace Pedrocode.Core.Journals;

/// <summary>
/// Deletes all that is kept of every project: jobs, history, reports, trust, and our refs in the repositories. A job that some process
/// runs ends it before anything is deleted; work that has not landed is kept in its repository first, and where it cannot be, its job stays.
/// </summary>
public static class StatePurge
{
    // By name: whoever set PEDROCODE_HOME may have put it where other things stand.
    private static readonly ImmutableArray<string> Ours =
    [
        "history.jsonl",
        "history.jsonl.lock",
        "typed.jsonl",
        "typed.jsonl.lock",
        "reports",
        "trust",
        "always",
        "profiles",
        "servers",
        "directories",
        "caches",
        "landings",
        "before-format-1",
        "last-id",
        "ids.lock",
        "format.lock",
        "format",
        "jobs",
    ];

    /// <summary>Throws <see cref="UserError"/> where some process runs a job, or a newer pedrocode keeps the state.</summary>
    public static async Task<Purged> RunAsync(StateDirectory state, CancellationToken stop)
    {
        state.DemandWritable();
        var jobs = state.All();
        if (jobs.FirstOrDefault(static job => job.IsOwned) is { } running)
        {
            throw new UserError(
                $"{running.Id} is run by {(JobOwnership.Owner(running) is { } owner ? $"pedrocode with pid {owner.Pid}" : "another pedrocode")}",
                "end it first: nothing was deleted"
            );
        }
        var roots = Roots(state, jobs);
        var kept = ImmutableArray.CreateBuilder<JobId>();
        foreach (var job in jobs)
        {
            if (!await RemoveAsync(state, job, stop))
            {
                kept.Add(job.Id);
            }
        }
        if (kept.Count == 0)
        {
            File.Delete(Path.Combine(state.Path, "history.jsonl"));
        }
        foreach (var root in roots)
        {
            await StrayCheck.RunAsync(state, root, prune: true, stop);
        }
        if (kept.Count == 0)
        {
            DeleteOurs(state.Path);
        }
        return new Purged(
            jobs.Length - kept.Count,
            kept.ToImmutable(),
            Directory.Exists(state.Path) ? [.. Directory.EnumerateFileSystemEntries(state.Path)] : []
        );
    }

    private static ImmutableArray<string> Roots(StateDirectory state, ImmutableArray<JobDirectory> jobs) =>
        [
            .. jobs.Select(View)
                .OfType<JobView>()
                .Concat(state.History.All())
                .Select(static view => view.Root)
                .Distinct(StringComparer.Ordinal)
                .Where(Directory.Exists),
        ];

    private static async Task<bool> RemoveAsync(StateDirectory state, JobDirectory job, CancellationToken stop)
    {
        if (View(job) is not { IsEmpty: false } view)
        {
            return JobRemoval.RemoveUnreadable(state, job);
        }
        // Outside git what is salvaged stands in the state directory itself.
        return (!view.HoldsUnlandedWork || (await JobWork.FilesAsync(state, view.Root, stop)).InGit)
            && JobRemoval.Remove(state, job, static _ => true);
    }

    private static JobView? View(JobDirectory job)
    {
        try
        {
            return job.Read().View;
        }
        catch (UserError)
        {
            return null;
        }
    }

    private static void DeleteOurs(string state)
    {
        foreach (var path in Ours.Select(name => Path.Combine(state, name)))
        {
            if (FileIdentity.OfPath(path) is { IsDirectory: true })
            {
                WholeDirectory.Delete(path);
            }
            else
            {
                File.Delete(path);
            }
        }
        if (!Directory.EnumerateFileSystemEntries(state).Any())
        {
            Directory.Delete(state);
        }
    }
}

/// <param name="Kept">Jobs whose work is nowhere else.</param>
/// <param name="Left">What still stands in the state directory.</param>
public sealed record Purged(int Jobs, ImmutableArray<JobId> Kept, ImmutableArray<string> Left);
