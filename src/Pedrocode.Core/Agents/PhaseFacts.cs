using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Tools;
using Pedrocode.Core.Trees;
using Pedrocode.Core.Trees.Landings;

namespace Pedrocode.Core.Agents;

/// <summary>What the message that opens a phase shows of the project, so that no round is spent on asking for it.</summary>
internal static class PhaseFacts
{
    private const int Subjects = 8;
    private const int MostLines = 40;

    public static async Task<string> OfAsync(Phase phase, JobRun job, CancellationToken stop)
    {
        var text = new StringBuilder();
        foreach (var fact in phase.Shows)
        {
            text.Append(
                fact switch
                {
                    "changes" => await ChangesAsync(job, stop),
                    "failure" => Reproduction.CommandOf(job.EntriesAndStaged) is { } command
                        ? $"The failure was shown by: {command}\n"
                        : "",
                    "findings" => Findings(job.EntriesAndStaged),
                    "log" => await GitAsync(
                        job,
                        "Recent commits:",
                        ["log", $"-{Subjects}", "--no-merges", "--format=%s"],
                        stop
                    ),
                    "status" => await GitAsync(job, "git status:", ["status", "--short", "--branch"], stop),
                    _ => throw new NotSupportedException($"a phase cannot show {fact}"),
                }
            );
        }
        return text.ToString();
    }

    /// <summary>What differs from the base, whoever changed it; in place what tools told of their changes.</summary>
    private static async Task<string> ChangesAsync(JobRun job, CancellationToken stop)
    {
        var files =
            job.Isolated is { } isolated && job.View is { Base: { } start, Checkpoint: { } now }
                ? await ChangedAsync(isolated, start.Tree, now.Tree, stop)
                : [.. job.View.Files.Values];
        return files.IsEmpty
            ? "No file was changed.\n"
            : Block("Changed files:", files.Select(static file => $"{file.Path} (+{file.Added} -{file.Removed})"));
    }

    private static async Task<ImmutableArray<FileChange>> ChangedAsync(
        IsolatedTree isolated,
        string before,
        string after,
        CancellationToken stop
    )
    {
        var files = UserFiles.OfFolder(new PrivateRepository(isolated.Store.Tree, isolated.Store.Path));
        return await ChangeContents.CountAsync(
            files,
            new ChangeSource(before, after, Borrowed: null, ChangeForm.OnDisk),
            stop
        );
    }

    /// <summary>Of the phases before the last one that ended: that one's are handed on.</summary>
    private static string Findings(IEnumerable<JournalEntry> entries) =>
        string.Concat(
            PhaseProgress
                .Of(entries)
                .Ended.SkipLast(1)
                .Where(static ended =>
                    ended.Result is { ValueKind: JsonValueKind.Object } result
                    && result.TryGetProperty("findings", out _)
                )
                .Select(static ended => $"From {ended.Phase}:\n{ResultText.Of(ended.Result!.Value)}\n")
        );

    private static async Task<string> GitAsync(JobRun job, string title, string[] arguments, CancellationToken stop)
    {
        if (job.Isolated is { IsReady: true } isolated)
        {
            return await OwnTreeAsync(job, isolated, title, arguments, stop);
        }
        // Until the job's own tree is there, the project looks as it will.
        var tree = job.Isolated is { IsReady: false } ? JobTrees.InPlace(job.Tree.ProjectWorkDir) : job.Tree;
        if (!tree.InGit)
        {
            return "";
        }
        var output = await new Git(tree.ProjectWorkDir, tree.ProjectRoot).RunAsync(
            arguments,
            stop,
            mostBytes: 64 * 1024
        );
        var lines = VisibleText
            .Clean(Encoding.UTF8.GetString(output.Bytes))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return output.ExitCode == 0 && lines.Length > 0 ? Block(title, lines) : "";
    }

    /// <summary>From pedrocode's own store: a command may have written anything into the configuration of the tree's repository.</summary>
    private static async Task<string> OwnTreeAsync(
        JobRun job,
        IsolatedTree isolated,
        string title,
        string[] arguments,
        CancellationToken stop
    )
    {
        if (job.View is not { Base.Head: { } head, Checkpoint: { } now })
        {
            return "";
        }
        string[] own =
            arguments[0] == "log"
                ? [.. arguments, head]
                : ["diff-tree", "-r", "--name-status", "--no-renames", head, now.Commit];
        var output = await isolated.Store.Git.RunAsync(own, stop, mostBytes: 64 * 1024);
        var lines = VisibleText.Clean(output.Text).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return output.ExitCode == 0 && lines.Length > 0 ? Block(title, lines) : "";
    }

    private static string Block(string title, IEnumerable<string> lines)
    {
        var all = lines.ToList();
        var more = all.Count > MostLines ? $"… {all.Count - MostLines} more\n" : "";
        return $"{title}\n{string.Concat(all.Take(MostLines).Select(static line => $"  {line}\n"))}{more}";
    }
}
