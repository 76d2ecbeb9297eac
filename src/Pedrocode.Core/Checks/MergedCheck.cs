using System.Collections.Immutable;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Posix;
using Pedrocode.Core.Sandboxes;
using Pedrocode.Core.Tools;
using Pedrocode.Core.Trees;
using Pedrocode.Core.Trees.Landings;

namespace Pedrocode.Core.Checks;

/// <summary>
/// Runs the checks once more on what a landing would make of the user's files as they are now: in a tree begun from those, as a job's own
/// is, that goes again.
/// </summary>
internal sealed class MergedCheck(
    StateDirectory state,
    JobDirectory job,
    JobView view,
    Sandbox sandbox,
    ImmutableArray<string> carry
)
{
    /// <summary>So often it is looked at anew where the user goes on to change files meanwhile.</summary>
    private const int Tries = 3;

    private readonly JobDirectory scratch = job with { Path = Path.Combine(job.Path, "merged") };

    /// <summary>The checks that passed on the job's result: what failed there, or did not run, can prove nothing here.</summary>
    public static ImmutableArray<Check> Passed(IEnumerable<JournalEntry> entries) =>
        [
            .. entries
                .Select(static entry => entry.Event)
                .OfType<CheckEnded>()
                .Where(static run => run is { OnBase: false, Merged: false })
                .GroupBy(static run => new Check(run.Command, run.Directory))
                .Where(static runs => runs.Last().Outcome == CheckOutcome.Passed)
                .Select(static runs => runs.Key),
        ];

    /// <param name="run">Runs one check in the tree it is given.</param>
    public async Task<MergedProof> RunAsync(
        ImmutableArray<Check> checks,
        Func<Check, JobTree, CancellationToken, Task<CheckEnded>> run,
        CancellationToken stop
    )
    {
        if (checks.IsEmpty || view.Base is not { } seen || JobWork.Of(job, view) is not { } work)
        {
            return MergedProof.None;
        }
        try
        {
            var proved = seen.Tree;
            for (var attempt = 0; attempt <= Tries; attempt++)
            {
                if (await NowAsync(stop) == proved)
                {
                    return MergedProof.Given;
                }
                var (tree, ended) = await OnceAsync(work, checks, run, stop);
                if (ended is not { Outcome: CheckOutcome.Passed })
                {
                    return ended is { Outcome: CheckOutcome.Failed or CheckOutcome.TimedOut }
                        ? MergedProof.Against(ended)
                        : MergedProof.None;
                }
                proved = tree;
            }
            return new MergedProof(IsGiven: false, "your files change while the merged result is checked");
        }
        catch (Exception e) when (e is GitFailure or UserError)
        {
            return new MergedProof(
                IsGiven: false,
                $"the merged result could not be checked: {VisibleText.CleanLine(e.Message)}"
            );
        }
    }

    /// <summary>The tree of the user's files as they are this moment.</summary>
    private async Task<string> NowAsync(CancellationToken stop)
    {
        var project = await ProjectRepository.OfAsync(state, view.Root, stop);
        return (await BaseSnapshot.TakeAgainAsync(state, project, new TreeStore(job, view.Root), job, stop)).Start.Tree;
    }

    /// <summary>The first check that did not pass, else the last one; null where a conflict leaves nothing to check, which the landing says.</summary>
    private async Task<(string Tree, CheckEnded? Ended)> OnceAsync(
        ChangeSource work,
        ImmutableArray<Check> checks,
        Func<Check, JobTree, CancellationToken, Task<CheckEnded>> run,
        CancellationToken stop
    )
    {
        WholeDirectory.Delete(scratch.Path);
        PrivateDirectory.Ensure(scratch.Path);
        try
        {
            var store = new TreeStore(scratch, view.Root);
            var project = await ProjectRepository.OfAsync(state, view.Root, stop);
            var taken = await BaseSnapshot.TakeAsync(state, project, store, scratch, carry, stop);
            await TreeCheckout.MakeAsync(SpareTree.Of(state, view.Root), store, project, taken.Start, stop);
            if (!await IsMergedAsync(store, work, stop))
            {
                return (taken.Start.Tree, null);
            }
            var tree = JobTrees.Of(scratch, JobTrees.Again(view.Root, view.WorkDir), Isolation.Tree);
            tree = tree with { Foreign = await ForeignAsync(tree, project, store, taken, stop) };
            CheckEnded? ended = null;
            foreach (var check in checks)
            {
                ended = await run(check, tree, stop);
                if (ended.Outcome != CheckOutcome.Passed)
                {
                    break;
                }
            }
            return (taken.Start.Tree, ended);
        }
        finally
        {
            WholeDirectory.Delete(scratch.Path);
        }
    }

    private async Task<ForeignFolders> ForeignAsync(
        JobTree tree,
        ProjectRepository project,
        TreeStore store,
        TakenBase taken,
        CancellationToken stop
    ) =>
        await CarriedFolders.PlaceAsync(
            project,
            store,
            taken.Repositories,
            await CarriedFolders.FindAsync(project, store, carry, stop),
            isHeld: sandbox.WhyNot(tree) is null,
            stop
        );

    private async Task<bool> IsMergedAsync(TreeStore store, ChangeSource work, CancellationToken stop)
    {
        var files = UserFiles.OfFolder(new PrivateRepository(store.Tree, store.Path));
        using var disk = new RootedFiles(files.Root);
        var texts = Path.Combine(scratch.Path, "merging");
        PrivateDirectory.Ensure(texts);
        var merged = await ChangeMerge.OfAsync(files, disk, work, await work.ReadAsync(files, stop), texts, stop);
        if (merged.Conflicts.Length > 0)
        {
            return false;
        }
        merged.Put(disk);
        return true;
    }
}

/// <summary>What the checks say of a result merged into the user's files.</summary>
/// <param name="IsGiven">They passed on just what will be there.</param>
/// <param name="WhyNot">It is not to land: <c>checks fail on the merged result: make test</c>; null where nothing speaks against it.</param>
internal sealed record MergedProof(bool IsGiven, string? WhyNot)
{
    /// <summary>Nothing is proved, in either direction.</summary>
    public static MergedProof None { get; } = new(IsGiven: false, WhyNot: null);

    public static MergedProof Given { get; } = new(IsGiven: true, WhyNot: null);

    public CheckEnded? Failure { get; private init; }

    public static MergedProof Against(CheckEnded failure) =>
        new(IsGiven: false, $"{NotApplied.ChecksFail}: {failure.Command}") { Failure = failure };
}
