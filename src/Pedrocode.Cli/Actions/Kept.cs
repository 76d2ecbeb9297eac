using Pedrocode.Core.Jobs;

namespace Pedrocode.Cli.Actions;

/// <summary>What is said about words for a job that no process runs: they lie in its inbox until it is gone on with.</summary>
internal static class Kept
{
    /// <param name="view">The job as it was when the words were left for it.</param>
    public static string Or(string done, JobView view) =>
        view.Status.IsEnded() ? $"kept; nobody runs it: pedrocode resume {view.Id}" : done;
}
