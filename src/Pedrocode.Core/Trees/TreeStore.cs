using System.Collections.Immutable;
using System.Text;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Trees;

/// <summary>
/// What pedrocode keeps of a job's tree: base and checkpoints, in a git repository beside the tree that nothing in the tree
/// refers to for writing. Blobs in it are the bytes of the files: no line ending is converted, no filter run.
/// </summary>
/// <param name="directory">The job's.</param>
/// <param name="project">The root of the user's files: no program in it is run.</param>
public sealed class TreeStore(JobDirectory directory, string project)
{
    public string Path => directory.Store;

    /// <summary>Where the files are.</summary>
    public string Tree => directory.Tree;

    public string Objects => System.IO.Path.Combine(Path, "objects");

    /// <summary>The index of the tree: what its files were when last looked at.</summary>
    public string Index => System.IO.Path.Combine(Path, "index");

    /// <summary>The index of the user's files as the base was taken.</summary>
    public string BaseIndex => System.IO.Path.Combine(Path, "base-index");

    public bool Exists => File.Exists(System.IO.Path.Combine(Path, "HEAD"));

    /// <summary>A door to git that reads and writes objects here and needs no files.</summary>
    public Git Git => Door(Path, workTree: null, Index);

    /// <summary>A door to git on the files of the tree.</summary>
    public Git OnTree => Door(Tree, Tree, Index);

    /// <summary>A door to git that looks at the user's files and writes only here.</summary>
    public Git OnProject(string root) => Door(root, root, BaseIndex);

    /// <summary>A door to git on other files, with an index of its own.</summary>
    public Git Door(string directory, string? workTree, string index) =>
        new(directory, Tree, project)
        {
            Environment = RawRepository
                .Identity.SetItem("GIT_DIR", Path)
                .SetItem("GIT_WORK_TREE", workTree ?? Path)
                .SetItem("GIT_INDEX_FILE", index),
        };

    /// <summary>Makes the store, borrowing the project's objects; one that a crash left half made is replaced.</summary>
    public void Create(ProjectRepository project, ImmutableArray<string> carry)
    {
        WholeDirectory.Delete(Path);
        RawRepository.Create(
            Path,
            project.ObjectFormat,
            project.Objects,
            project.Settings.Where(static pair => FileKeys.Contains(pair.Key)),
            [
                ("info/exclude", Excludes(project, carry)),
                .. Copies(System.IO.Path.Combine(project.GitDir, "info", "sparse-checkout"), "info/sparse-checkout"),
                .. Copies(System.IO.Path.Combine(project.CommonDir, "shallow"), "shallow"),
            ]
        );
        AtomicFile.SyncDirectory(directory.Path);
    }

    /// <summary>What a process that was killed may have left: without it git would refuse to go on.</summary>
    public void RemoveLocks()
    {
        foreach (var stale in Directory.EnumerateFiles(Path, "*.lock"))
        {
            File.Delete(stale);
        }
    }

    private static readonly ImmutableHashSet<string> FileKeys =
    [
        "core.ignorecase",
        "core.precomposeunicode",
        "core.excludesfile",
        "core.sparsecheckout",
        "core.sparsecheckoutcone",
        "index.sparse",
    ];

    /// <summary>From now on git does not look there. Paths relative to the root.</summary>
    public void Exclude(IEnumerable<string> paths)
    {
        var file = System.IO.Path.Combine(Path, "info", "exclude");
        var lines = string.Concat(paths.Select(static path => $"/{Literal(path)}/\n"));
        AtomicFile.Write(
            file,
            [.. File.ReadAllBytes(file), .. Encoding.UTF8.GetBytes(lines)],
            durability: Durability.Content
        );
    }

    /// <summary>What the user excludes, and by name what is carried along: a link of that name too.</summary>
    private static byte[] Excludes(ProjectRepository project, ImmutableArray<string> carry)
    {
        var users = System.IO.Path.Combine(project.CommonDir, "info", "exclude");
        var names = string.Concat(carry.Select(static name => $"{(name.Contains('/') ? "/" : "")}{Literal(name)}\n"));
        return [.. File.Exists(users) ? File.ReadAllBytes(users) : [], .. Encoding.UTF8.GetBytes("\n" + names)];
    }

    private static string Literal(string path) =>
        string.Concat(path.Select(static c => c is '\\' or '*' or '?' or '[' or ' ' or '#' or '!' ? $"\\{c}" : $"{c}"));

    private static IEnumerable<(string, byte[])> Copies(string file, string name) =>
        File.Exists(file) ? [(name, File.ReadAllBytes(file))] : [];
}
