using System.Text.Json;
using System.Text.Json.Nodes;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Trees;

namespace Pedrocode.Core.Checks;

/// <summary>What a job changed, as the checks see it, and the base to compare with where there is one.</summary>
internal sealed class CheckedFiles(JobRun job)
{
    /// <summary>Whether the untouched base can be looked at.</summary>
    public bool HasBase => job.Isolated is not null && job.View.Base is not null;

    /// <summary>Where the user stood, relative to the root.</summary>
    public string WorkDir =>
        Path.GetRelativePath(job.Tree.Root, job.Tree.WorkDir) is var directory && directory == "." ? "" : directory;

    /// <summary>The tree, with a directory in it to work in.</summary>
    public static JobTree At(JobTree tree, string directory) =>
        tree with
        {
            WorkDir = Path.GetFullPath(directory, tree.Root),
            ProjectWorkDir = Path.GetFullPath(directory, tree.ProjectRoot),
        };

    /// <summary>Null where commands may have changed what nobody looked at.</summary>
    public async Task<IReadOnlyCollection<ChangedFile>?> ChangesAsync(CancellationToken stop)
    {
        if (job.IsTreeUnused)
        {
            return [];
        }
        await job.SaveTreeAsync(stop);
        if (job.Isolated is { } tree && job.View is { Base: { } start, Checkpoint: { } now })
        {
            var listed = await tree.Store.Git.SucceedAsync(
                ["diff-tree", "-r", "-z", "--no-renames", "--name-status", start.Tree, now.Tree],
                stop
            );
            return [.. listed.Text.Split('\0', StringSplitOptions.RemoveEmptyEntries).Chunk(2).Select(Changed)];
        }
        var known = job.View.Files.Keys.Select(static path => new ChangedFile(path, ChangeKind.Modified)).ToList();
        var ran = job.Journal.Entries.Any(static entry => entry.Event is ToolCallStarted { Tool: "bash" });
        return known.Count == 0 && ran ? null : known;
    }

    /// <summary>The file by which the job changed how a check is run; null where there is none.</summary>
    public async Task<string?> ChangedDefinitionAsync(
        IReadOnlyCollection<ChangedFile> changes,
        IEnumerable<CheckEnded> runs,
        CancellationToken stop
    )
    {
        var programs = runs.Select(static run => run.Command.Split(' ')[0]).ToHashSet();
        foreach (var path in changes.Select(static file => file.Path).Where(path => Defines(path, programs)))
        {
            if (Path.GetFileName(path) != "package.json" || await ScriptsChangedAsync(path, stop))
            {
                return path;
            }
        }
        return null;
    }

    /// <summary>Undoes what checks did to files that are not ignored.</summary>
    public async Task PutBackAsync(CancellationToken stop)
    {
        if (job.Isolated is { } tree && job.View.Checkpoint is { } now)
        {
            await tree.RestoreAsync(now.Commit, stop);
        }
    }

    /// <summary>Where checks had run and nothing was judged yet, the files may be those of the base, or with the checks' own in them.</summary>
    public async Task RecoverAsync(CancellationToken stop)
    {
        var last = job
            .Journal.Entries.Select(static entry => entry.Event)
            .LastOrDefault(static fact =>
                fact is CheckStarted { Merged: false } or CheckEnded { Merged: false } or ChecksJudged
            );
        if (last is CheckStarted or CheckEnded)
        {
            await PutBackAsync(stop);
        }
    }

    /// <summary>Does the work while the tree holds the untouched base.</summary>
    public async Task OnBaseAsync(Func<Task> work, CancellationToken stop)
    {
        await job.Isolated!.RestoreAsync(job.View.Base!.Commit, stop);
        try
        {
            await work();
        }
        finally
        {
            await PutBackAsync(CancellationToken.None);
        }
    }

    private static ChangedFile Changed(string[] entry) =>
        new(
            entry[1],
            entry[0] switch
            {
                "A" => ChangeKind.Added,
                "D" => ChangeKind.Deleted,
                _ => ChangeKind.Modified,
            }
        );

    private async Task<bool> ScriptsChangedAsync(string path, CancellationToken stop)
    {
        if (job.Isolated is not { } tree || job.View.Base is not { } start)
        {
            return true;
        }
        var before = await tree.Store.Git.RunAsync(["cat-file", "blob", $"{start.Tree}:{path}"], stop);
        var file = Path.Combine(job.Tree.Root, path);
        return !File.Exists(file)
            || Scripts(before.Text) is not { } then
            || Scripts(await File.ReadAllTextAsync(file, stop)) is not { } now
            || !JsonNode.DeepEquals(then, now);
    }

    /// <summary>Null for what cannot be read; scripts that are not there are an empty object.</summary>
    private static JsonNode? Scripts(string package)
    {
        try
        {
            return JsonNode.Parse(package) is JsonObject root ? root["scripts"] ?? new JsonObject() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

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
