using System.Collections.Immutable;
using System.Text;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Trees;

/// <summary>Takes the base of a job: the user's files as they stand, as a commit in the job's own store.</summary>
internal static class BaseSnapshot
{
    private const int Tries = 4;

    /// <summary>Reads the user's repository and files; writes only into the store. Throws <see cref="GitFailure"/> where it cannot be done.</summary>
    public static async Task<TakenBase> TakeAsync(
        StateDirectory state,
        ProjectRepository project,
        TreeStore store,
        JobDirectory job,
        ImmutableArray<string> carry,
        CancellationToken stop
    )
    {
        stop.ThrowIfCancellationRequested();
        store.Create(project, carry);
        return await TakeAgainAsync(state, project, store, job, stop);
    }

    /// <summary>A further base in a store that is there: what it holds stays.</summary>
    public static async Task<TakenBase> TakeAgainAsync(
        StateDirectory state,
        ProjectRepository project,
        TreeStore store,
        JobDirectory job,
        CancellationToken stop
    )
    {
        if (project.Private is { } own)
        {
            return await own.SnapshotAsync(state, store, job, stop);
        }
        var git = store.OnProject(project.Root);
        var nested = new HashSet<string>(StringComparer.Ordinal);
        for (var attempt = 1; ; attempt++)
        {
            CopyIndex(project, store);
            nested.UnionWith(await IndexDoubts.ForgetAsync(project, store, stop));
            // Files come and go while we read: what was looked at is then looked at again.
            var added = await git.RunAsync([.. ModeOptions(project), "add", "-A", "--sparse", "--ignore-errors"], stop);
            nested.UnionWith(NestedRepositories.In(added.Error));
            if (added.ExitCode == 0 || NestedRepositories.AreAllThatFailed(added.Error) || attempt == Tries)
            {
                break;
            }
        }
        var tree = await git.TextAsync(stop, "write-tree", "--missing-ok");
        if (project.Head is { } same && tree == project.HeadTree)
        {
            return new TakenBase(new BaseTaken(same, tree, project.Head, project.Branch), [.. nested.Order()]);
        }
        string[] parent = project.Head is null ? [] : ["-p", project.Head];
        var commit = await git.TextAsync(
            stop,
            ["commit-tree", tree, .. parent, "-m", $"Base of {job.Id}: the files as they stood"]
        );
        await KeepAsync(store, commit, project.Head, stop);
        return new TakenBase(new BaseTaken(commit, tree, project.Head, project.Branch), [.. nested.Order()]);
    }

    /// <summary>
    /// Everything of the commit that the user's history does not hold, in a pack of our own, on disk: what stands only in the user's index
    /// may be gone tomorrow.
    /// </summary>
    private static async Task KeepAsync(TreeStore store, string commit, string? head, CancellationToken stop)
    {
        var packed = await store.Git.SucceedAsync(
            ["pack-objects", "-q", "--revs", "--window=0", "--missing=allow-any", $"{store.Objects}/pack/pack"],
            stop,
            Encoding.ASCII.GetBytes(head is null ? $"{commit}\n" : $"{commit}\n^{head}\n")
        );
        // Git syncs the pack and not its name.
        AtomicFile.SyncDirectory($"{store.Objects}/pack");
        // They were made loose, and are held once. Not by prune-packed: it would take what only a pack of the user's holds.
        LooseObjects.Drop(
            store.Objects,
            PackIndex.Names($"{store.Objects}/pack/pack-{packed.Text}.idx", nameBytes: commit.Length / 2)
        );
    }

    /// <summary>With the user's index git need not read files that it knows already.</summary>
    private static void CopyIndex(ProjectRepository project, TreeStore store)
    {
        File.Delete(store.BaseIndex);
        File.Delete(store.BaseIndex + ".lock");
        if (!File.Exists(project.Index))
        {
            return;
        }
        File.Copy(project.Index, store.BaseIndex);
        foreach (var shared in Directory.EnumerateFiles(project.GitDir, "sharedindex.*"))
        {
            File.Copy(shared, Path.Combine(store.Path, Path.GetFileName(shared)), overwrite: true);
        }
    }

    private static string[] ModeOptions(ProjectRepository project) =>
        [
            .. project
                .Settings.Where(static pair => pair.Key is "core.filemode" or "core.symlinks")
                .SelectMany(static pair => (string[])["-c", $"{pair.Key}={pair.Value}"]),
        ];
}

/// <param name="Repositories">Inside the project, relative to its root: the base holds no more of them than a name.</param>
internal sealed record TakenBase(BaseTaken Start, ImmutableArray<string> Repositories);
