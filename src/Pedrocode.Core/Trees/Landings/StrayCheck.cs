using System.Collections.Immutable;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Trees.Landings;

/// <summary>
/// Looks for what jobs left behind that no job claims: refs of ours in the repositories that are known, trees without a job, and what a
/// landing needed for a moment. Nothing that holds unlanded work is ever removed here.
/// </summary>
public static class StrayCheck
{
    /// <param name="here">A project that is looked at even where no job names it.</param>
    /// <param name="prune">Removes what holds nothing.</param>
    public static async Task<ImmutableArray<StateFinding>> RunAsync(
        StateDirectory state,
        string here,
        bool prune,
        CancellationToken stop
    )
    {
        var findings = ImmutableArray.CreateBuilder<StateFinding>();
        findings.AddRange(Trees(state));
        findings.AddRange(Landings(state, prune));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var root in Roots(state, here))
        {
            try
            {
                var files = await JobWork.FilesAsync(state, root, stop);
                if (files.HasRepository && seen.Add(files.Key))
                {
                    findings.AddRange(await RefsAsync(state, files, prune, stop));
                }
            }
            catch (Exception e) when (e is UserError or GitFailure or IOException or UnauthorizedAccessException)
            {
                findings.Add(new StateFinding(root, $"cannot be looked at: {e.Message}", Repaired: false));
            }
        }
        findings.AddRange(await WithoutFolderAsync(state, prune, stop));
        return findings.ToImmutable();
    }

    /// <summary>Repositories of our own whose folder is gone, and with it every job.</summary>
    private static async Task<IEnumerable<StateFinding>> WithoutFolderAsync(
        StateDirectory state,
        bool prune,
        CancellationToken stop
    )
    {
        var findings = new List<StateFinding>();
        foreach (var own in PrivateRepository.Every(state).Where(static own => !Directory.Exists(own.Root)).ToList())
        {
            var refs = await JobRefs.AllAsync(UserFiles.OfFolder(own), stop);
            if (state.All().Any(job => Read(job) is not { } view || view.Root == own.Root) || refs.Any(Saves))
            {
                continue;
            }
            if (prune)
            {
                WholeDirectory.Delete(own.Path);
            }
            findings.Add(
                new StateFinding(
                    Path.GetRelativePath(state.Path, own.Path),
                    $"stood for {own.Root}, which is gone",
                    Repaired: prune
                )
                {
                    IsStray = true,
                }
            );
        }
        return findings;
    }

    private static bool Saves(JobRef found) => found.Purpose == JobRefs.Salvage;

    private static IEnumerable<string> Roots(StateDirectory state, string here) =>
        state
            .All()
            .Select(static job => Read(job)?.Root)
            .Concat(state.History.All().Select(static view => view.Root))
            .Concat(PrivateRepository.Every(state).Select(static own => own.Root))
            .Append(here)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .Where(Directory.Exists);

    private static async Task<IEnumerable<StateFinding>> RefsAsync(
        StateDirectory state,
        UserFiles files,
        bool prune,
        CancellationToken stop
    )
    {
        // A landing sets its ref before anything names it.
        var folder = LandingFolder.Of(state, files);
        using var held = await folder.LockAsync(TimeSpan.FromMilliseconds(20), TimeProvider.System, stop);
        var findings = new List<StateFinding>();
        var refs = await JobRefs.AllAsync(files, stop);
        var landed = new LandedOrder(folder).Of(refs);
        var old = landed.SkipLast(Landing.Undoable).ToHashSet();
        foreach (var found in refs)
        {
            var name = $"{files.Root} refs/pedrocode/{found.Purpose}/{found.Job}";
            if (!await IsWholeAsync(files, found, stop))
            {
                findings.Add(new StateFinding(name, "names what is not in the repository any more", Repaired: false));
            }
            else if (
                found.Purpose switch
                {
                    JobRefs.Keep => !IsClaimed(state, found.Job),
                    JobRefs.Landed => old.Contains(found) || !IsKnown(state, found.Job),
                    _ => false,
                }
            )
            {
                if (prune)
                {
                    await JobRefs.RemoveAsync(files, found.Purpose, found.Job, stop);
                }
                findings.Add(new StateFinding(name, "is not needed by any job", Repaired: prune) { IsStray = true });
            }
        }
        return findings;
    }

    private static async Task<bool> IsWholeAsync(UserFiles files, JobRef found, CancellationToken stop)
    {
        string[] wanted =
            found.Purpose == JobRefs.Keep
                ? [found.Target + "^{commit}"]
                : [found.Target + ":before", found.Target + ":after"];
        foreach (var name in wanted)
        {
            if ((await files.Git().RunAsync(["cat-file", "-e", name], stop)).ExitCode != 0)
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>A directory, even one that cannot be read, may hold a tree that needs what the ref keeps.</summary>
    private static bool IsClaimed(StateDirectory state, JobId job) => state.All().Any(there => there.Id == job);

    private static bool IsKnown(StateDirectory state, JobId job) =>
        IsClaimed(state, job) || state.History.Find(job.ToString()) is not null;

    private static IEnumerable<StateFinding> Trees(StateDirectory state)
    {
        foreach (var job in state.All().Where(static job => Directory.Exists(job.Tree) && Read(job) is null))
        {
            yield return new StateFinding(
                Path.GetRelativePath(state.Path, job.Tree),
                "is a tree whose job cannot be read; it may hold work, and stays",
                Repaired: false
            );
        }
    }

    private static IEnumerable<StateFinding> Landings(StateDirectory state, bool prune)
    {
        foreach (var folder in LandingFolder.Every(state))
        {
            using var held = folder.TryLock();
            if (held is null || (File.Exists(folder.Plan) is var begun && !begun && !folder.HasScratch))
            {
                continue;
            }
            var where = Path.GetRelativePath(state.Path, folder.Path);
            if (begun)
            {
                yield return new StateFinding(where, Begun(folder), Repaired: false);
                continue;
            }
            if (prune)
            {
                folder.Forget();
            }
            yield return new StateFinding(where, "holds what a landing needed for a moment", Repaired: prune)
            {
                IsStray = true,
            };
        }
    }

    private static string Begun(LandingFolder folder)
    {
        try
        {
            return LandingPlan.Read(folder.Plan) is { } plan
                ? $"the landing of {plan.Job} in {plan.Files.Root} was cut short; the next command ends it"
                : "a landing was cut short; the next command ends it";
        }
        catch (PlanDamagedException e)
        {
            return $"{e.Message}; {e.Next}";
        }
    }

    private static JobView? Read(JobDirectory job)
    {
        try
        {
            return job.Read().View is { IsEmpty: false } view ? view : null;
        }
        catch (Exception e) when (e is UserError or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
