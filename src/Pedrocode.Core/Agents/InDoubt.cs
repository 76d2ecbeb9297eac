using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Tools;

namespace Pedrocode.Core.Agents;

/// <summary>
/// What becomes of the call that was under way when a job ended and is now gone on with. It is not repeated: whatever it had done by
/// then stays done, and the model is told to look. Calls of the same reply that had not begun are made now.
/// </summary>
internal static class InDoubt
{
    private const string Unknown =
        "Outcome unknown: pedrocode stopped while this ran, and it may have done all, part or nothing. Look before you do it again.";

    private const string Left = "What it left in the files:";

    private const string LeftNothing = "It left no change in the files.";

    public static async Task SettleAsync(JobRun job, CancellationToken stop)
    {
        var entries = job.Journal.Entries;
        var conversation = new Conversation();
        conversation.CatchUp(entries);
        var started = entries
            .Select(static entry => entry.Event)
            .OfType<ToolCallStarted>()
            .Select(static call => call.CallId)
            .ToHashSet();
        foreach (var call in conversation.OpenCalls.Where(call => started.Contains(call.Id)).ToList())
        {
            job.Append(
                new ToolCallEnded(call.Id, call.Name, ToolOutcome.Failed(await UnknownAsync(job, call.Id, stop)), 0)
            );
        }
        job.Flush();
    }

    private static async Task<string> UnknownAsync(JobRun job, string call, CancellationToken stop)
    {
        if (job.Isolated is not { } tree)
        {
            return Unknown;
        }
        var before = job
            .Journal.Entries.TakeWhile(entry => entry.Event is not ToolCallStarted started || started.CallId != call)
            .Aggregate(JobView.Empty, static (view, entry) => view.With(entry))
            .Checkpoint;
        await tree.SaveAsync(stop);
        var after = job.View.Checkpoint!;
        return before is null || before.Tree == after.Tree
            ? $"{Unknown} {LeftNothing}"
            : $"{Unknown} {Left}\n{await tree.DiffAsync(before.Commit, after.Commit, stop)}";
    }
}
