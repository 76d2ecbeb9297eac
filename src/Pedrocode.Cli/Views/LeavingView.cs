using Pedrocode.Core;
using Pedrocode.Core.Jobs;

namespace Pedrocode.Cli.Views;

/// <summary>What is said on the way out.</summary>
internal static class LeavingView
{
    /// <summary>At the first Ctrl+C.</summary>
    public static string Asked(int running) =>
        $"{Plural.Of(running, "job")} running. Ctrl+C again leaves ({(running == 1 ? "it" : "they")} can be resumed)";

    /// <summary>At the first Ctrl+C over a job that has stopped.</summary>
    public static string AskedOver(JobId stopped) => $"{stopped} is kept. Ctrl+C again leaves (it can be resumed)";

    /// <param name="deleted">Those of them that are more than is kept.</param>
    public static string Interrupted(IReadOnlyList<JobId> jobs, IReadOnlyCollection<JobId> deleted) =>
        $"{Plural.Of(jobs.Count, "job")} interrupted. Next time: /resume {(jobs is [var only] ? only : "all")}"
        + (
            deleted.Count == 0
                ? ""
                : $"\n{deleted.Count} of them {(deleted.Count == 1 ? "is" : "are")} more than jobs.max_unfinished keeps, and deleted: {string.Join(", ", deleted)}"
        );
}
