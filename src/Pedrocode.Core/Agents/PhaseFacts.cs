using System.Text;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Tools;
using Pedrocode.Core.Trees;

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
                    "changes" => Changes(job.View),
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

    private static string Changes(JobView view) =>
        view.Files.IsEmpty
            ? "No file was changed.\n"
            : Block(
                "Changed files:",
                view.Files.Values.Select(static file => $"{file.Path} (+{file.Added} -{file.Removed})")
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
