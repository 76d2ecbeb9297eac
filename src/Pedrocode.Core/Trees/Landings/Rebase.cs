using System.Collections.Immutable;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Trees.Landings;

/// <summary>
/// Begins a job's tree anew from the user's files as they are now, with what the job had changed merged into it. Where both changed the same
/// lines the file has conflict markers; where there can be none the user's file stands.
/// </summary>
internal sealed class Rebase(JobRun job, TreeStore store)
{
    /// <summary>How the sides of a conflict are named in a file.</summary>
    public const string Ours = "the user's files now";

    public const string Theirs = "this job";

    private readonly UserFiles tree = UserFiles.OfFolder(new PrivateRepository(store.Tree, store.Path));

    /// <summary>Writes into the tree and its store only. The events are still to be appended, all at once.</summary>
    public async Task<ImmutableArray<JobEvent>> RunAsync(CancellationToken stop)
    {
        var view = job.View;
        if (view is not { Base: { } old, Checkpoint: { } last })
        {
            throw new JobFailure("the job has no tree to begin anew");
        }
        var project = await ProjectRepository.OfAsync(job.State, view.Root, stop);
        var taken = await BaseSnapshot.TakeAgainAsync(job.State, project, store, job.Directory, stop);
        var start = taken.Start;
        await new NestedCopies(store).PlaceAsync(project.Root, taken.Repositories, stop);
        var checkpoints = new Checkpoints(store);
        await checkpoints.RestoreAsync(start.Commit, [], stop);
        var source = new ChangeSource(old.Tree, last.Tree, Borrowed: null, ChangeForm.Either);
        var conflicts = await MergeAsync(source, stop);
        var begun = new Checkpointed(start.Commit, start.Tree);
        return [start, await checkpoints.TakeAsync(begun, [.. view.Files.Keys], stop) ?? begun, new Rebased(conflicts)];
    }

    private async Task<ImmutableArray<LandingConflict>> MergeAsync(ChangeSource source, CancellationToken stop)
    {
        using var disk = new RootedFiles(tree.Root);
        var scratch = Path.Combine(job.Directory.Path, "merging");
        Directory.CreateDirectory(scratch);
        try
        {
            var changes = await source.ReadAsync(tree, stop);
            var merged = await ChangeMerge.OfAsync(tree, disk, source, changes, scratch, stop);
            var marked = await MarkedAsync(disk, source, merged.Conflicts, scratch, stop);
            (merged with { Files = [.. merged.Files, .. marked] }).Put(disk);
            return merged.Conflicts;
        }
        finally
        {
            WholeDirectory.Delete(scratch);
        }
    }

    private async Task<List<MergedFile>> MarkedAsync(
        RootedFiles disk,
        ChangeSource source,
        ImmutableArray<LandingConflict> conflicts,
        string scratch,
        CancellationToken stop
    )
    {
        var marked = new List<MergedFile>();
        var texts = new TextMerge(scratch, job.View.Root);
        var contents = await ChangeContents.ReadAsync(tree, source, stop);
        foreach (var file in contents.Files.Where(file => conflicts.Any(conflict => conflict.Path == file.Path.Shown)))
        {
            var ours = FileState.At(disk, file.Path);
            if (!ours.IsText || !file.New.IsText || file.Old.Kind is not (RootedKind.File or RootedKind.Nothing))
            {
                continue;
            }
            if (
                await texts.MarkAsync(file.Old.Content, ours.Content, file.New.Content, (Ours, Theirs), stop) is
                { } text
            )
            {
                marked.Add(new MergedFile(file.Path, ours, ours with { Content = text }));
            }
        }
        return marked;
    }
}
