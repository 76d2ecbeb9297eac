using System.Text;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Trees;

/// <summary>Brings a job's tree into being: the files of its base, and a repository of its own around them.</summary>
internal static class TreeCheckout
{
    /// <summary>From the base just taken; its index knows what is sparse.</summary>
    /// <param name="spare">The tree of an earlier job, if it is there.</param>
    public static async Task MakeAsync(
        SpareTree spare,
        TreeStore store,
        ProjectRepository project,
        BaseTaken start,
        CancellationToken stop
    )
    {
        var isSparse = project.Settings.GetValueOrDefault("core.sparsecheckout", "false") != "false";
        if (isSparse || !await spare.TryTakeAsync(store, start.Commit, stop))
        {
            WholeDirectory.Delete(store.Tree);
            PrivateDirectory.Ensure(store.Tree);
            File.Copy(store.BaseIndex, store.Index, overwrite: true);
            await store.OnTree.SucceedAsync(
                ["-c", "checkout.workers=0", "checkout-index", "-q", "-a", "-f", "-u"],
                stop
            );
        }
        await MakeRepositoryAsync(store, project, start, stop);
    }

    /// <summary>From a checkpoint, where the tree itself is gone.</summary>
    public static async Task MakeAgainAsync(
        TreeStore store,
        ProjectRepository project,
        BaseTaken start,
        string commit,
        CancellationToken stop
    )
    {
        WholeDirectory.Delete(store.Tree);
        PrivateDirectory.Ensure(store.Tree);
        File.Delete(store.Index);
        await store.OnTree.SucceedAsync(["-c", "checkout.workers=0", "read-tree", "--reset", "-u", commit], stop);
        await MakeRepositoryAsync(store, project, start, stop);
    }

    /// <summary>
    /// What the model sees as the project's repository: the user's branch and commit checked out, their other branches and tags to read,
    /// and nothing in it that git would write to elsewhere.
    /// </summary>
    private static async Task MakeRepositoryAsync(
        TreeStore store,
        ProjectRepository project,
        BaseTaken start,
        CancellationToken stop
    )
    {
        if (project.Private is not null)
        {
            // Where the user has no repository the model finds none.
            return;
        }
        var git = Path.Combine(store.Tree, ".git");
        WholeDirectory.Delete(git);
        foreach (var folder in (string[])["", "objects", "objects/info", "objects/pack", "refs", "refs/heads", "info"])
        {
            PrivateDirectory.Ensure(Path.Combine(git, folder).TrimEnd('/'));
        }
        await File.WriteAllTextAsync(
            Path.Combine(git, "objects", "info", "alternates"),
            ObjectFolders.Alternates([store.Objects, .. project.Objects]),
            stop
        );
        await File.WriteAllTextAsync(Path.Combine(git, "config"), ConfigOf(project), stop);
        foreach (var name in (string[])["exclude", "sparse-checkout"])
        {
            var kept = Path.Combine(store.Path, "info", name);
            if (File.Exists(kept))
            {
                File.Copy(kept, Path.Combine(git, "info", name), overwrite: true);
            }
        }
        var shallow = Path.Combine(store.Path, "shallow");
        if (File.Exists(shallow))
        {
            File.Copy(shallow, Path.Combine(git, "shallow"), overwrite: true);
        }
        var refs = await project.Git.SucceedAsync(["for-each-ref", "--format=%(objectname) %(refname)"], stop);
        await File.WriteAllTextAsync(Path.Combine(git, "packed-refs"), PackedRefs(refs.Text), stop);
        await File.WriteAllTextAsync(
            Path.Combine(git, "HEAD"),
            start.Branch is { } branch ? $"ref: {branch}\n" : $"{start.Head}\n",
            stop
        );
        await MakeIndexAsync(store, project, git, start, stop);
    }

    /// <summary>What the user had staged or not shows there as it did for the user.</summary>
    private static async Task MakeIndexAsync(
        TreeStore store,
        ProjectRepository project,
        string git,
        BaseTaken start,
        CancellationToken stop
    )
    {
        var index = Path.Combine(git, "index");
        File.Copy(store.Index, index, overwrite: true);
        if (start.Head is not null && start.Head != start.Commit)
        {
            var door = store.Door(store.Tree, store.Tree, index);
            await door.SucceedAsync(["read-tree", "-m", start.Head], stop);
            await StageAsync(store, project, door, start.Head, stop);
        }
        else if (start.Head is null)
        {
            File.Delete(index);
        }
        // A split index is in two files; git looks for the second one in the repository it works in.
        foreach (var shared in Directory.EnumerateFiles(store.Path, "sharedindex.*"))
        {
            File.Copy(shared, Path.Combine(git, Path.GetFileName(shared)), overwrite: true);
        }
    }

    /// <summary>What the user has staged is staged there.</summary>
    private static async Task StageAsync(
        TreeStore store,
        ProjectRepository project,
        Git door,
        string head,
        CancellationToken stop
    )
    {
        if (!File.Exists(project.Index))
        {
            return;
        }
        var staged = await store
            .Door(project.Root, project.Root, project.Index)
            .SucceedAsync(["diff-index", "--cached", "-z", "--raw", "--no-renames", "--no-abbrev", head], stop);
        // Each is :mode mode id id status NUL path NUL; what is unmerged has no one state.
        var fields = Encoding.Latin1.GetString(staged.Bytes).Split('\0', StringSplitOptions.RemoveEmptyEntries);
        var entries = string.Concat(
            fields
                .Chunk(2)
                .Select(static pair => (Words: pair[0].Split(' '), Path: pair[1]))
                .Where(static entry => entry.Words[4] != "U")
                .Select(static entry => $"{entry.Words[1]} {entry.Words[3]} 0\t{entry.Path}\0")
        );
        if (entries.Length > 0)
        {
            await door.SucceedAsync(["update-index", "-z", "--index-info"], stop, Encoding.Latin1.GetBytes(entries));
        }
    }

    private static string PackedRefs(string listed) =>
        "# pack-refs with: sorted \n"
        + string.Concat(
            listed
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Where(static line => !line.Contains(" refs/pedrocode/", StringComparison.Ordinal))
                .OrderBy(
                    static line => line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..],
                    StringComparer.Ordinal
                )
                .Select(static line => line + "\n")
        );

    private static string ConfigOf(ProjectRepository project)
    {
        var text = new StringBuilder();
        var sha1 = project.ObjectFormat == "sha1";
        text.Append(
            $"[core]\n\trepositoryformatversion = {(sha1 ? 0 : 1)}\n\tbare = false\n\tlogAllRefUpdates = true\n"
        );
        if (!sha1)
        {
            text.Append($"[extensions]\n\tobjectFormat = {project.ObjectFormat}\n");
        }
        foreach (
            var (key, value) in project.Settings.Where(static pair =>
                pair.Key is not ("core.filemode" or "core.symlinks")
            )
        )
        {
            text.Append(ConfigText.Line(key, value));
        }
        return text.ToString();
    }
}
