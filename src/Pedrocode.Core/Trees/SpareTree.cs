using Pedrocode.Core.Journals;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Trees;

/// <summary>
/// The tree of a job that is done, kept for the next one of the same project: what differs is changed in it, which is quicker than to write every
/// file anew where there are many. One for each project, and of few projects.
/// </summary>
/// <param name="worth">Bytes of the index from which on a tree is kept.</param>
internal sealed class SpareTree(string folder, int worth = SpareTree.Worth)
{
    /// <summary>An index of some thousand files; fewer are written sooner than looked at.</summary>
    public const int Worth = 256 * 1024;

    private const int MostProjects = 3;

    private string Tree => Path.Combine(folder, "tree");

    private string Index => Path.Combine(folder, "index");

    private string Lock => Path.Combine(folder, "lock");

    public static SpareTree Of(StateDirectory state, string root) => new(Path.Combine(All(state), StateName.Of(root)));

    /// <summary>Takes the tree of a job that needs it no more. What cannot be kept stays where it is.</summary>
    public void Keep(StateDirectory state, TreeStore store)
    {
        if (!Directory.Exists(store.Tree) || !File.Exists(store.Index) || new FileInfo(store.Index).Length < worth)
        {
            return;
        }
        PrivateDirectory.Ensure(All(state));
        PrivateDirectory.Ensure(folder);
        using (var held = FileLock.TryTake(Lock))
        {
            if (held is null)
            {
                return;
            }
            WholeDirectory.Delete(Tree);
            File.Move(store.Index, Index, overwrite: true);
            Directory.Move(store.Tree, Tree);
        }
        foreach (
            var old in new DirectoryInfo(All(state))
                .EnumerateDirectories()
                .OrderByDescending(static spare => spare.LastWriteTimeUtc)
                .Skip(MostProjects)
        )
        {
            new SpareTree(old.FullName).Drop();
        }
    }

    /// <summary>The tree as the job's, its files those of the base; false where there is none, or it cannot be brought there.</summary>
    public async Task<bool> TryTakeAsync(TreeStore store, string commit, CancellationToken stop)
    {
        if (!Directory.Exists(Tree))
        {
            return false;
        }
        using (var held = FileLock.TryTake(Lock))
        {
            if (held is null || !Directory.Exists(Tree) || !File.Exists(Index))
            {
                return false;
            }
            WholeDirectory.Delete(store.Tree);
            File.Move(Index, store.Index, overwrite: true);
            Directory.Move(Tree, store.Tree);
        }
        var repository = Path.Combine(store.Tree, ".git");
        WholeDirectory.Delete(repository);
        // A command may have put a file or a link there.
        File.Delete(repository);
        // What git ignores goes too: the next job sees what it would see in a new tree.
        var isBase = await store.OnTree.RunAsync(["read-tree", "--reset", "-u", commit], stop);
        var isClean = await store.OnTree.RunAsync(["clean", "-ffdxq"], stop);
        return isBase.ExitCode == 0 && isClean.ExitCode == 0;
    }

    private void Drop()
    {
        using var held = FileLock.TryTake(Lock);
        if (held is not null)
        {
            WholeDirectory.Delete(Tree);
            File.Delete(Index);
        }
    }

    private static string All(StateDirectory state) => Path.Combine(state.Path, "trees");
}
