using System.Globalization;
using System.Text;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Posix;
using Pedrocode.Core.Trees.Landings;

namespace Pedrocode.Core.Trees;

/// <summary>
/// Stands for the user's repository where their folder is in none: in the state directory, one for each folder, named by its path. Nothing
/// is left in the folder itself.
/// </summary>
/// <param name="Root">The folder: absolute, links resolved.</param>
/// <param name="Path">The repository; it need not be there yet.</param>
internal sealed record PrivateRepository(string Root, string Path)
{
    private const int Tries = 4;

    /// <summary>What is in no repository may be anything: a disk of films is not copied.</summary>
    public const int MostFiles = 100_000;

    public const long MostBytes = 2L << 30;

    /// <summary>So many snapshots are kept apart; then they are put together.</summary>
    private const int MostPacks = 20;

    /// <summary>Made anew by tools, and large; whoever has their own rules beside them writes a .gitignore.</summary>
    private const string Ignored =
        "node_modules/\n.venv/\nvenv/\n__pycache__/\n.tox/\n.mypy_cache/\n.pytest_cache/\n.ruff_cache/\n.gradle/\n.terraform/\n.DS_Store\n";

    /// <summary>Octal 160000, as gitformat-index(5) has it.</summary>
    private static ReadOnlySpan<byte> LinkMode => [0x00, 0x00, 0xE0, 0x00];

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);

    public string Objects => System.IO.Path.Combine(Path, "objects");

    private string Index => System.IO.Path.Combine(Path, "index");

    public bool Exists => RawRepository.Exists(Path);

    /// <summary>Names the folder, for who finds the repository.</summary>
    private string NameFile => System.IO.Path.Combine(Path, "folder");

    public static PrivateRepository Of(StateDirectory state, string root) =>
        new(root, System.IO.Path.Combine(All(state), StateName.Of(root)));

    /// <summary>Those of all folders.</summary>
    public static IEnumerable<PrivateRepository> Every(StateDirectory state) =>
        Directory.Exists(All(state))
            ? Directory
                .EnumerateDirectories(All(state))
                .Select(static path => new PrivateRepository("", path))
                .Where(static found => File.Exists(found.NameFile))
                .Select(static found => found with { Root = File.ReadAllText(found.NameFile) })
            : [];

    /// <summary>Why jobs work in place in a folder that is in no repository; null where they have trees of their own.</summary>
    public static string? WhyNone(string root, StateDirectory state)
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return root == "/" ? "this is the whole file system"
            : RealPath.Of(home) is { } real && RealPath.IsWithin(root, real) ? "this is your home directory"
            : RealPath.Of(state.Path) is { } own && RealPath.IsWithin(root, own)
                ? "pedrocode keeps its own files in this folder"
            : null;
    }

    /// <summary>Makes it where it is missing.</summary>
    public void Ensure()
    {
        if (Exists)
        {
            return;
        }
        // Jobs begin at once: none may take away what another is making.
        var all = System.IO.Path.GetDirectoryName(Path)!;
        PrivateDirectory.Ensure(all);
        using var making = FileLock.Take(System.IO.Path.Combine(all, "lock"));
        if (Exists)
        {
            return;
        }
        WholeDirectory.Delete(Path);
        RawRepository.Create(
            Path,
            "sha1",
            borrowed: [],
            settings: [],
            [("info/exclude", Encoding.UTF8.GetBytes(Ignored)), ("folder", Encoding.UTF8.GetBytes(Root))]
        );
        AtomicFile.SyncDirectory(all);
    }

    /// <summary>As the base of a job knows a repository.</summary>
    public ProjectRepository Read()
    {
        Ensure();
        return new ProjectRepository(Root, Path, Path, Head: null, Branch: null, "sha1")
        {
            Objects = [Objects],
            Private = this,
        };
    }

    /// <summary>
    /// The folder as it stands, as a commit that the ref <c>keep</c> of the job holds; the index with which it was read is the store's base
    /// index then. Throws <see cref="UserError"/> where the folder is too large.
    /// </summary>
    public async Task<TakenBase> SnapshotAsync(
        StateDirectory state,
        TreeStore store,
        JobDirectory job,
        CancellationToken stop
    )
    {
        var files = UserFiles.OfFolder(this);
        // One after the other: each has only to read what has changed since the one before.
        using var held = await LandingFolder.Of(state, files).LockAsync(LookAgain, TimeProvider.System, stop);
        RemoveLocks();
        var git = Door;
        await DemandModestAsync(git, stop);
        IReadOnlyList<string> complained;
        for (var attempt = 1; ; attempt++)
        {
            var added = await git.RunAsync(["add", "-A", "--ignore-errors"], stop);
            complained = NestedRepositories.In(added.Error);
            if (added.ExitCode == 0 || NestedRepositories.AreAllThatFailed(added.Error) || attempt == Tries)
            {
                break;
            }
        }
        var tree = await git.TextAsync(stop, "write-tree");
        var before = await JobRefs.FindAsync(files, JobRefs.Keep, job.Id, stop);
        // A base that the job had before stays with it.
        string[] parent = before is null ? [] : ["-p", before];
        var commit = await git.TextAsync(
            stop,
            ["commit-tree", tree, .. parent, "-m", $"Base of {job.Id}: the files as they stood"]
        );
        await PackAsync(git, commit, stop);
        await JobRefs.SetAsync(files, JobRefs.Keep, job.Id, commit, stop);
        File.Copy(Index, store.BaseIndex, overwrite: true);
        return new TakenBase(
            new BaseTaken(commit, tree, Head: null, Branch: null),
            [.. (await LinkedAsync(git, stop)).Concat(complained).Distinct().Order()]
        );
    }

    /// <summary>What of the commit is in no pack yet, in one, on disk: git writes single objects without a sync.</summary>
    private async Task PackAsync(Git git, string commit, CancellationToken stop)
    {
        var packed = await git.SucceedAsync(
            ["pack-objects", "-q", "--revs", "--unpacked", "--window=0", $"{Objects}/pack/pack"],
            stop,
            Encoding.ASCII.GetBytes($"{commit}\n")
        );
        AtomicFile.SyncDirectory($"{Objects}/pack");
        LooseObjects.Drop(
            Objects,
            PackIndex.Names($"{Objects}/pack/pack-{packed.Text}.idx", nameBytes: commit.Length / 2)
        );
    }

    /// <summary>Repositories in the folder, of which git holds the name alone.</summary>
    private async Task<IEnumerable<string>> LinkedAsync(Git git, CancellationToken stop)
    {
        // Where these bytes are nowhere in the index no entry has that mode, and git need not be asked.
        if (File.ReadAllBytes(Index).AsSpan().IndexOf(LinkMode) < 0)
        {
            return [];
        }
        var entries = await git.SucceedAsync(["ls-files", "-s", "-z"], stop);
        return Encoding
            .UTF8.GetString(entries.Bytes)
            .Split('\0')
            .Where(static entry => entry.StartsWith("160000 ", StringComparison.Ordinal))
            .Select(static entry => entry[(entry.IndexOf('\t', StringComparison.Ordinal) + 1)..]);
    }

    /// <summary>Puts many packs together, without what nothing names any more and nobody wrote lately.</summary>
    public async Task TidyAsync(StateDirectory state, CancellationToken stop)
    {
        if (!Exists || Directory.EnumerateFiles(System.IO.Path.Combine(Objects, "pack"), "*.pack").Count() <= MostPacks)
        {
            return;
        }
        var files = UserFiles.OfFolder(this);
        using var held = LandingFolder.Of(state, files).TryLock();
        if (held is not null)
        {
            await files.Git().RunAsync(["-c", "pack.window=0", "gc", "-q", "--prune=2.weeks.ago"], stop);
        }
    }

    private static string All(StateDirectory state) => System.IO.Path.Combine(state.Path, "repositories");

    private Git Door =>
        new(Root, Root)
        {
            Environment = RawRepository.Identity.SetItem("GIT_DIR", Path).SetItem("GIT_WORK_TREE", Root),
        };

    /// <summary>What a process that was killed may have left.</summary>
    private void RemoveLocks()
    {
        foreach (var stale in Directory.EnumerateFiles(Path, "*.lock"))
        {
            File.Delete(stale);
        }
    }

    private async Task DemandModestAsync(Git git, CancellationToken stop)
    {
        var listed = await git.SucceedAsync(["ls-files", "-z", "-o", "--exclude-standard"], stop);
        var names = Encoding.UTF8.GetString(listed.Bytes).Split('\0', StringSplitOptions.RemoveEmptyEntries);
        var sizes = names
            .Take(MostFiles + 1)
            .Select(name => (Name: name, Size: SizeOf(System.IO.Path.Combine(Root, name))))
            .ToList();
        var bytes = sizes.Sum(static file => file.Size);
        if (names.Length <= MostFiles && bytes <= MostBytes)
        {
            return;
        }
        var largest = sizes
            .GroupBy(static file => file.Name.Split('/')[0])
            .MaxBy(top => names.Length > MostFiles ? top.Count() : top.Sum(static file => file.Size))!
            .Key;
        throw new UserError(
            $"{Root} is in no git repository and holds {(names.Length > MostFiles ? $"more than {MostFiles.ToString("N0", CultureInfo.InvariantCulture)} files" : Tools.TreeFile.Size(bytes))}: too much to copy for each job (most of it in {Tools.VisibleText.CleanLine(largest)})",
            "name in a .gitignore there what jobs need not see, or set jobs.isolation to \"none\""
        );
    }

    private static long SizeOf(string path) =>
        new FileInfo(path) is { Exists: true, LinkTarget: null } file ? file.Length : 0;
}
