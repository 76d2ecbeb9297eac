using Pedrocode.Core.Journals;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Trees;

/// <summary>Checkpoints of a job's tree: a chain of commits in its store, each the whole tree at one moment.</summary>
public sealed class Checkpoints(TreeStore store)
{
    private const string Ref = "refs/pedrocode/checkpoint";
    private const int Tries = 4;

    // How the files looked that are the tree of that id.
    private (TreeGlance? Glance, string Tree) seen = (null, "");
    private bool isLarge;

    private readonly LooseObjects loose = new(store.Objects);

    // The index as it was when its tree was last asked for: git replaces the file where anything in it changes.
    private (FileIdentity? File, DateTime Changed, string Tree) indexed;

    /// <summary>The tree as it is now, on disk; null where it is as in <paramref name="last"/>.</summary>
    /// <param name="last">The checkpoint before, or the base.</param>
    /// <param name="kept">Files that count even where they are ignored, relative to the root.</param>
    /// <param name="stop">Ends git.</param>
    public async Task<Checkpointed?> TakeAsync(
        Checkpointed last,
        IReadOnlyCollection<string> kept,
        CancellationToken stop
    )
    {
        Directory.CreateDirectory(store.Tree);
        var glance = isLarge ? null : TreeGlance.Of(store.Tree, out isLarge);
        if (glance is not null && kept.Count == 0 && (glance, last.Tree) == seen)
        {
            return null;
        }
        await AddAsync(kept, stop);
        var tree = await TreeAsync(stop);
        // What changed while git looked looks different next time.
        seen = (glance, tree);
        if (tree == last.Tree)
        {
            return null;
        }
        var commit = await store.Git.TextAsync(stop, "commit-tree", tree, "-p", last.Commit, "-m", "Checkpoint");
        loose.Sync();
        AtomicFile.Write(RefFile(), $"{commit}\n");
        return new Checkpointed(commit, tree);
    }

    /// <summary>Puts the tree back to what it was; what git ignores stays as it is, but for <paramref name="files"/>.</summary>
    public async Task RestoreAsync(string commit, IReadOnlyCollection<string> files, CancellationToken stop)
    {
        Directory.CreateDirectory(store.Tree);
        seen = (null, "");
        // What is not in the index would be left standing.
        await AddAsync(files, stop);
        await store.OnTree.SucceedAsync(["read-tree", "--reset", "-u", commit], stop);
    }

    private async Task<string> TreeAsync(CancellationToken stop)
    {
        if (indexed != (FileIdentity.OfPath(store.Index), File.GetLastWriteTimeUtc(store.Index), indexed.Tree))
        {
            var tree = await store.OnTree.TextAsync(stop, "write-tree", "--missing-ok");
            indexed = (FileIdentity.OfPath(store.Index), File.GetLastWriteTimeUtc(store.Index), tree);
        }
        return indexed.Tree;
    }

    private async Task AddAsync(IReadOnlyCollection<string> kept, CancellationToken stop)
    {
        new NestedCopies(store).Keep();
        for (var attempt = 1; ; attempt++)
        {
            var added = await store.OnTree.RunAsync(["add", "-A", "--ignore-errors"], stop);
            var nested = NestedRepositories.In(added.Error);
            foreach (var repository in nested)
            {
                await NestedRepositories.TakeInAsync(store, repository, stop);
            }
            if ((added.ExitCode == 0 && nested.Count == 0) || attempt >= Tries + nested.Count)
            {
                break;
            }
        }
        var files = kept.Where(path => !Directory.Exists(Path.Combine(store.Tree, path))).ToList();
        if (files.Count > 0)
        {
            await store.OnTree.SucceedAsync(
                ["update-index", "--add", "--remove", "-z", "--stdin"],
                stop,
                System.Text.Encoding.UTF8.GetBytes(string.Concat(files.Select(static path => path + "\0")))
            );
        }
    }

    private string RefFile()
    {
        var file = Path.Combine(store.Path, Ref);
        PrivateDirectory.Ensure(Path.GetDirectoryName(file)!);
        return file;
    }
}
