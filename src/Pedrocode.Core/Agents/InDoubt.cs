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

    public static void Settle(JobRun job)
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
            job.Append(new ToolCallEnded(call.Id, call.Name, ToolOutcome.Failed(Unknown), 0));
        }
        job.Flush();
    }
}
