using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Trees;

namespace Pedrocode.Core.Checks;

/// <summary>What a job changed, as the checks see it, and the base to compare with where there is one.</summary>
internal sealed class CheckedFiles(JobRun job)
{
    /// <summary>Whether the untouched base can be looked at.</summary>
    public bool HasBase => false;

    /// <summary>Where the user stood, relative to the root.</summary>
    public string WorkDir =>
        Path.GetRelativePath(job.Tree.Root, job.Tree.WorkDir) is var directory && directory == "." ? "" : directory;

    public JobTree TreeAt(string directory)
    {
        var tree = job.Tree;
        return tree with
        {
            WorkDir = Path.GetFullPath(directory, tree.Root),
            ProjectWorkDir = Path.GetFullPath(directory, tree.ProjectRoot),
        };
    }

    /// <summary>Null where commands may have changed what nobody looked at.</summary>
    public Task<IReadOnlyCollection<ChangedFile>?> ChangesAsync(CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        var known = job.View.Files.Keys.Select(path => new ChangedFile(path, KindOf(path))).ToList();
        var ran = job.Journal.Entries.Any(static entry => entry.Event is ToolCallStarted { Tool: "bash" });
        return Task.FromResult<IReadOnlyCollection<ChangedFile>?>(known.Count == 0 && ran ? null : known);
    }

    /// <summary>The file by which the job changed how a check is run; null where there is none.</summary>
    public Task<string?> ChangedDefinitionAsync(
        IReadOnlyCollection<ChangedFile> changes,
        IEnumerable<CheckEnded> runs,
        CancellationToken stop
    )
    {
        stop.ThrowIfCancellationRequested();
        var commands = runs.Select(static run => run.Command.Split(' ')[0]).ToHashSet();
        return Task.FromResult(
            changes
                .Where(static file => file.Kind != ChangeKind.Added)
                .Select(static file => file.Path)
                .FirstOrDefault(path => Defines(path, commands))
        );
    }

    public Task PutBackAsync(CancellationToken stop) => Task.CompletedTask;

    public Task OnBaseAsync(Func<Task> work, CancellationToken stop) => work();

    private static ChangeKind KindOf(string path) => ChangeKind.Modified;

    /// <summary>Whether the file says what the command does.</summary>
    private static bool Defines(string path, HashSet<string> programs) =>
        Path.GetFileName(path).ToLowerInvariant() switch
        {
            "package.json" => programs.Overlaps(["npm", "pnpm", "yarn", "bun"]),
            "makefile" or "gnumakefile" => programs.Contains("make"),
            "justfile" or ".justfile" => programs.Contains("just"),
            "tox.ini" => programs.Contains("tox"),
            "gradlew" => programs.Contains("./gradlew"),
            "mvnw" => programs.Contains("./mvnw"),
            _ => false,
        };
}

/// <param name="Path">Relative to the root, with <c>/</c>.</param>
internal sealed record ChangedFile(string Path, ChangeKind Kind)
{
    public bool IsTest => TestFiles.IsTest(Path);
}

internal enum ChangeKind
{
    Added,
    Modified,
    Deleted,
}
