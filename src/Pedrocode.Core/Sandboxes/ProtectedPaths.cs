using System.Collections.Immutable;
using Pedrocode.Core.Posix;
using Pedrocode.Core.Trees;

namespace Pedrocode.Core.Sandboxes;

/// <summary>
/// What of a tree could run code later, outside the sandbox: git's hooks and configuration, and what configures pedrocode. What is there
/// cannot be written; what is not there is taken away again when a command has made it.
/// </summary>
internal sealed class ProtectedPaths
{
    private const string GitFolder = ".git";

    private static readonly ImmutableArray<string> InGit =
    [
        "config",
        "config.worktree",
        "hooks",
        // Would put another configuration in the place of the first.
        "commondir",
        // The repositories of submodules and of other work trees, with hooks and configurations of their own.
        "modules",
        "worktrees",
    ];

    private static readonly ImmutableArray<string> OfPedrocode = [".pedro", ".pedrocli.json"];

    private readonly JobTree tree;
    private readonly List<string> there = [];
    private readonly List<string> missing;

    private ProtectedPaths(JobTree tree)
    {
        this.tree = tree;
        missing = [];
        var git = FileIdentity.OfPath(Path.Combine(tree.Root, GitFolder));
        HasGitFolder = git is { IsDirectory: true };
        IEnumerable<string> names = HasGitFolder
            ? [.. InGit.Select(static name => $"{GitFolder}/{name}"), .. OfPedrocode]
            : [GitFolder, .. OfPedrocode];
        foreach (var name in names)
        {
            Sort(name);
        }
        if (tree.WorkDir != tree.Root)
        {
            Sort(Path.GetRelativePath(tree.Root, Path.Combine(tree.WorkDir, ".pedrocli.json")));
        }
    }

    private ProtectedPaths(JobTree tree, IEnumerable<string> missing)
    {
        this.tree = tree;
        this.missing = [.. missing];
    }

    private bool HasGitFolder { get; }

    /// <summary>A link can be replaced whatever it leads to.</summary>
    public string? WhyNotProtected { get; private set; }

    public static ProtectedPaths Of(JobTree tree) => new(tree);

    public void Mount(Mounts mounts)
    {
        if (HasGitFolder)
        {
            // A place where something is mounted cannot be moved away, with another made under its name.
            mounts.Writable(Path.Combine(tree.Root, GitFolder), Path.Combine(tree.ProjectRoot, GitFolder));
        }
        foreach (var name in there)
        {
            mounts.ReadOnly(Path.Combine(tree.Root, name), Path.Combine(tree.ProjectRoot, name));
        }
    }

    /// <summary>
    /// Before a command in the user's own files: what is not there stands in <paramref name="note"/> while it runs, so that who comes after a
    /// process that died takes away what it has made.
    /// </summary>
    public void Note(string note)
    {
        if (tree.IsInPlace && missing.Count > 0)
        {
            File.WriteAllLines(note, [tree.Root, .. missing]);
        }
    }

    /// <summary>As <see cref="RemoveMade"/>, for a command whose pedrocode died; its processes have ended. Does nothing where there is no note.</summary>
    public static void RemoveLeft(string note)
    {
        if (!File.Exists(note))
        {
            return;
        }
        if (File.ReadAllLines(note) is [var root, .. var names] && Directory.Exists(root))
        {
            new ProtectedPaths(new JobTree(root, root, JobTrees.IsRepository(root)), names).RemoveMade();
        }
        File.Delete(note);
    }

    /// <summary>Takes away what was not there before; the names of it.</summary>
    /// <param name="note">Where <see cref="Note"/> wrote it down.</param>
    public ImmutableArray<string> RemoveMade(string note)
    {
        var removed = RemoveMade();
        File.Delete(note);
        return removed;
    }

    private ImmutableArray<string> RemoveMade()
    {
        var made = missing.Where(name =>
            FileIdentity.OfPath(Path.Combine(tree.Root, name)) is not null && !IsPlainNewRepository(name)
        );
        return [.. made.Select(Remove).ToList()];
    }

    private void Sort(string name)
    {
        switch (FileIdentity.OfPath(Path.Combine(tree.Root, name)))
        {
            case null:
                missing.Add(name);
                break;
            case { IsLink: true }:
                WhyNotProtected ??= $"{name} is a link";
                break;
            default:
                there.Add(name);
                break;
        }
    }

    // In the user's own directory it may as well be he who made it meanwhile: there it gets another name.
    private string Remove(string name)
    {
        var path = Path.Combine(tree.Root, name);
        if (tree.IsInPlace)
        {
            Directory.Move(path, $"{path}.made-by-command-{Guid.NewGuid():N}");
        }
        else if (FileIdentity.OfPath(path) is { IsDirectory: true })
        {
            WholeDirectory.Delete(path);
        }
        else
        {
            File.Delete(path);
        }
        return name;
    }

    /// <summary>What <c>git init</c> makes where there was no repository: nothing in it runs.</summary>
    private bool IsPlainNewRepository(string name)
    {
        var git = Path.Combine(tree.Root, GitFolder);
        return name == GitFolder
            && FileIdentity.OfPath(git) is { IsDirectory: true }
            && !InGit.Skip(3).Append("config.worktree").Any(inside => Path.Exists(Path.Combine(git, inside)))
            && NoHookRuns(Path.Combine(git, "hooks"))
            && ConfiguresNothing(Path.Combine(git, "config"));
    }

    private static bool NoHookRuns(string hooks) =>
        FileIdentity.OfPath(hooks) is null
        || (
            FileIdentity.OfPath(hooks) is { IsDirectory: true }
            && Directory
                .EnumerateFileSystemEntries(hooks)
                .All(static hook => hook.EndsWith(".sample", StringComparison.Ordinal))
        );

    private static bool ConfiguresNothing(string config) =>
        FileIdentity.OfPath(config) is { IsRegularFile: true }
        && new FileInfo(config).Length < 4096
        && File.ReadLines(config)
            .Select(static line => line.Trim())
            .All(static line =>
                line
                    is ""
                        or "[core]"
                        or "repositoryformatversion = 0"
                        or "filemode = true"
                        or "filemode = false"
                        or "bare = false"
                        or "logallrefupdates = true"
                        or "ignorecase = true"
                        or "precomposeunicode = true"
            );
}
