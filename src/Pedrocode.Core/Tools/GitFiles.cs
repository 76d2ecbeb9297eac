using System.Text;
using Pedrocode.Core.Posix;
using Pedrocode.Core.Trees;

namespace Pedrocode.Core.Tools;

/// <summary>What stands below a directory, by git's own rules for what is ignored; outside a repository too.</summary>
internal sealed class GitFiles
{
    private const int MostBytes = 32 * 1024 * 1024;
    private const int Fatal = 128;

    private readonly Git git;
    private readonly string directory;
    private readonly string outputFolder;
    private bool inRepository;

    private GitFiles(string directory, ToolContext context)
    {
        this.directory = directory;
        outputFolder = context.OutputFolder;
        var repository = RepositoryAbove(directory, context.Tree.Root);
        // In a job's own tree a command may have written anything into the repository's configuration: it is not read.
        if (OwnStore(directory, repository, context.Tree) is { } store)
        {
            git = store.Door(directory, context.Tree.Root, store.Index);
            inRepository = true;
        }
        else
        {
            git = new Git(directory, context.Tree.Roots);
            inRepository = repository is not null && context.Tree.Store is null;
        }
    }

    /// <summary>Null in place, and for what is no part of the job's work or a repository that a command made: files are files there.</summary>
    private static TreeStore? OwnStore(string directory, string? repository, JobTree tree) =>
        tree.Store is { Exists: true } store
        && RealPath.IsWithin(tree.Root, directory)
        && (repository is null || repository == tree.Root)
        && tree.Foreign?.WhyForeign(Path.GetRelativePath(tree.Root, directory)) is null
            ? store
            : null;

    public static GitFiles Below(string directory, ToolContext context) => new(directory, context);

    /// <summary>The files that fit, tracked or not, that are there and not ignored: relative to the directory, in ordinal order.</summary>
    /// <param name="pathspecs">As of <see cref="Glob"/>.</param>
    /// <param name="stop">Ends git.</param>
    public async Task<GitFileList> ListAsync(IEnumerable<string> pathspecs, CancellationToken stop)
    {
        string[] specs = [.. pathspecs];
        var listed = await ListedAsync(["--exclude-standard"], specs, stop);
        return listed.Names.Count == 0 && await IsIgnoredAsync(stop) ? await ListedAsync([], specs, stop) : listed;
    }

    /// <summary><c>git grep</c> over the same files; binary ones are left out.</summary>
    public async Task<GitOutput> GrepAsync(
        IEnumerable<string> options,
        IEnumerable<string> pathspecs,
        int mostBytes,
        CancellationToken stop
    )
    {
        string[] rest = [.. options, "--", .. pathspecs];
        Task<GitOutput> Run(params string[] files) =>
            RunAsync(inside => [.. Grep, .. inside ? ["--untracked"] : OutsideGit, .. files, .. rest], mostBytes, stop);
        var found = await Run();
        return found is { ExitCode: 1, Bytes.Length: 0 } && await IsIgnoredAsync(stop)
            ? await Run("--no-exclude-standard")
            : found;
    }

    private static readonly string[] OutsideGit = ["--no-index", "--exclude-standard"];

    private static readonly string[] Grep =
    [
        "-c",
        "grep.fullName=false",
        "grep",
        "-z",
        "-n",
        "--column",
        "-I",
        "--no-textconv",
        "--no-color",
    ];

    private async Task<GitOutput> RunAsync(Func<bool, string[]> arguments, int mostBytes, CancellationToken stop)
    {
        while (true)
        {
            string[] repository = inRepository ? [] : NoRepository(directory, outputFolder);
            var output = await git.RunAsync([.. repository, .. arguments(inRepository)], stop, mostBytes);
            if (!inRepository || !output.Error.Contains("dubious ownership", StringComparison.Ordinal))
            {
                return output;
            }
            // Somebody else's repository, whose configuration git does not read: its files can be listed all the same.
            inRepository = false;
        }
    }

    private async Task<GitFileList> ListedAsync(string[] options, string[] specs, CancellationToken stop)
    {
        var output = await RunAsync(_ => ["ls-files", "-t", "-z", "-cod", .. options, "--", .. specs], MostBytes, stop);
        if (output.ExitCode == Fatal && !output.IsCut)
        {
            throw CallFault.Failed($"git: {output.Error}");
        }
        // Each entry is a tag, a space, the name. Tag R: tracked, but not there.
        var entries = Encoding.UTF8.GetString(output.Bytes).Split('\0', StringSplitOptions.RemoveEmptyEntries);
        var there = entries.Select(static entry => entry[2..]).ToHashSet(StringComparer.Ordinal);
        there.ExceptWith(entries.Where(static entry => entry[0] == 'R').Select(static entry => entry[2..]));
        return new GitFileList([.. there.Order(StringComparer.Ordinal)], output.IsCut);
    }

    /// <summary>Somebody who names an ignored directory wants to see into it.</summary>
    private async Task<bool> IsIgnoredAsync(CancellationToken stop) =>
        inRepository && (await git.RunAsync(["check-ignore", "-q", "--", "."], stop)).ExitCode == 0;

    private static string? RepositoryAbove(string directory, string root)
    {
        for (var at = directory; at is not null && RealPath.IsWithin(root, at); at = Path.GetDirectoryName(at))
        {
            if (Path.Exists(Path.Combine(at, ".git")))
            {
                return at;
            }
        }
        return null;
    }

    /// <summary>The smallest directory that git takes for a repository: without one it lists nothing.</summary>
    private static string[] NoRepository(string directory, string outputFolder)
    {
        var empty = Path.Combine(outputFolder, "no-repository.git");
        var head = Path.Combine(empty, "HEAD");
        if (!File.Exists(head))
        {
            PrivateDirectory.Ensure(empty);
            PrivateDirectory.Ensure(Path.Combine(empty, "objects"));
            PrivateDirectory.Ensure(Path.Combine(empty, "refs"));
            AtomicFile.Write(head, "ref: refs/heads/none\n");
        }
        return [$"--git-dir={empty}", $"--work-tree={directory}"];
    }
}

/// <param name="Names">Relative to the directory that was asked for; a repository in it ends with <c>/</c>.</param>
/// <param name="IsCut">There were too many to read them all.</param>
internal sealed record GitFileList(IReadOnlyList<string> Names, bool IsCut);
