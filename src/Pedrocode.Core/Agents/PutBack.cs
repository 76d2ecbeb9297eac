using System.Text;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Tools;

namespace Pedrocode.Core.Agents;

/// <summary>What a command changed in a phase that may not change files: undone, and said. What git ignores may stay.</summary>
internal sealed class PutBack(JobRun job)
{
    private const int MostNamed = 10;

    /// <summary>What the model is told, to stand behind the command's outcome; empty where nothing changed.</summary>
    public async Task<string> UndoAsync(Phase phase, CancellationToken stop)
    {
        // Before the command a checkpoint was taken.
        if (job.Isolated is not { } tree || job.View.Checkpoint is not { } before)
        {
            return "";
        }
        tree.Touch();
        await job.SaveTreeAsync(stop);
        if (job.View.Checkpoint is not { } after || after.Tree == before.Tree)
        {
            return "";
        }
        var listed = await tree.Store.Git.SucceedAsync(
            ["diff-tree", "-r", "-z", "--no-renames", "--name-only", before.Tree, after.Tree],
            stop
        );
        await tree.RestoreAsync(before.Commit, stop);
        tree.Touch();
        await job.SaveTreeAsync(stop);
        return Said(phase, Encoding.UTF8.GetString(listed.Bytes).Split('\0', StringSplitOptions.RemoveEmptyEntries));
    }

    private static string Said(Phase phase, string[] files)
    {
        var more = files.Length > MostNamed ? $" and {files.Length - MostNamed} more" : "";
        return $"\n[phase {phase.Name} changes no files; put back: {string.Join(", ", files.Take(MostNamed).Select(VisibleText.CleanLine))}{more}]";
    }
}
