using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Tools;

namespace Pedrocode.Core.Agents;

/// <summary>
/// What becomes of the calls that were open when a job ended and is now gone on with. Nothing is repeated: whatever a call had done by
/// then stays done, and the model is told to look.
/// </summary>
internal static class InDoubt
{
    private const string Unknown =
        "Outcome unknown: pedrocode stopped while this ran, and it may have done all, part or nothing. Look before you do it again.";

    private const string NotMade = "Not made: pedrocode stopped before it. Call it again if it is still wanted.";

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
        foreach (var call in conversation.OpenCalls.ToList())
        {
            var outcome = started.Contains(call.Id) ? ToolOutcome.Failed(Unknown) : ToolOutcome.Refused(NotMade);
            job.Stage(new ToolCallEnded(call.Id, call.Name, outcome, 0));
        }
        job.Flush();
    }
}
