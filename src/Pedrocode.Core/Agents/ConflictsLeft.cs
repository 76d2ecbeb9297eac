using System.Text;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Posix;
using Pedrocode.Core.Tools;
using Pedrocode.Core.Trees.Landings;

namespace Pedrocode.Core.Agents;

/// <summary>A tree that was begun anew holds conflict markers: while one is left, the phase that was to settle them is not done.</summary>
internal static class ConflictsLeft
{
    private static readonly string[] Marks = [$"<<<<<<< {Rebase.Ours}", $">>>>>>> {Rebase.Theirs}"];

    /// <summary>What the model is told; null where none is left.</summary>
    public static string? In(JobRun job)
    {
        var left = Files(job).Where(file => HoldsMark(Path.Combine(job.Tree.Root, file))).ToList();
        return left.Count == 0
            ? null
            : $"The phase is open again: conflict markers still stand in {string.Join(", ", left.Select(VisibleText.CleanLine))}. Settle each so that both the user's change and this job's hold, remove the markers, then finish again.";
    }

    private static IEnumerable<string> Files(JobRun job) =>
        job.Journal.Entries.Select(static entry => entry.Event).OfType<Rebased>().LastOrDefault() is { } anew
            ? anew.Conflicts.Select(static conflict => conflict.Path)
            : [];

    private static bool HoldsMark(string path) =>
        FileIdentity.OfPath(path) is { IsRegularFile: true }
        && File.ReadLines(path, Encoding.Latin1).Any(static line => Marks.Contains(line.TrimEnd('\r')));
}
