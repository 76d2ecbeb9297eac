using Pedrocode.Core.Journals;
using Pedrocode.Core.Models;
using Pedrocode.Core.Tools;

namespace Pedrocode.Core.Agents;

/// <summary>
/// Notices a model that repeats itself: a fold of the journal. The same call with the same outcome three times running is
/// refused at the fourth; once more, and the job pauses.
/// </summary>
internal sealed class LoopGuard
{
    private const int Allowed = 3;

    private readonly Dictionary<string, ToolCall> calls = [];
    private (string Name, string Arguments, string Text) last;
    private int same;
    private bool refused;
    private long read;

    public void CatchUp(IEnumerable<JournalEntry> entries)
    {
        foreach (var entry in entries.Where(entry => entry.Sequence > read))
        {
            Add(entry.Event);
            read = entry.Sequence;
        }
    }

    public LoopVerdict Judge(ToolCall call) =>
        (call.Name, call.Arguments) != (last.Name, last.Arguments) || same < Allowed ? LoopVerdict.Fine
        : refused ? LoopVerdict.Pause
        : LoopVerdict.Refuse;

    private void Add(JobEvent fact)
    {
        switch (fact)
        {
            case ModelReplied(var reply, _):
                foreach (var call in reply.Calls)
                {
                    calls[call.Id] = call;
                }
                break;
            case ToolCallEnded ended when calls.Remove(ended.CallId, out var call):
                Count(call, ended.Outcome);
                break;
            case JobResumed or Steered or PhaseStarted:
                (same, refused) = (0, false);
                break;
            default:
                break;
        }
    }

    private void Count(ToolCall call, ToolOutcome outcome)
    {
        if (Judge(call) == LoopVerdict.Refuse)
        {
            refused = true;
            return;
        }
        var now = (call.Name, call.Arguments, outcome.Text);
        same = now == last ? same + 1 : 1;
        last = now;
        refused = false;
    }
}

internal enum LoopVerdict
{
    Fine,

    /// <summary>Tell the model that it repeats itself.</summary>
    Refuse,

    /// <summary>It was told, and does it again.</summary>
    Pause,
}
