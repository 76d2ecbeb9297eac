using Pedrocode.Core.Journals;
using Pedrocode.Core.Models;
using Pedrocode.Core.Tools;

namespace Pedrocode.Core.Agents;

/// <summary>
/// Notices a model that goes round in a circle: a fold of the journal. The same call with the same outcome three times running, a
/// pair or a triple of calls in turn, an edit made again after it was undone: three times, and the next is refused; once more,
/// and the job pauses.
/// </summary>
internal sealed class LoopGuard
{
    private const int Allowed = 3;
    private const int LongestCircle = 3;

    private readonly Dictionary<string, ToolCall> calls = [];
    private readonly List<(Made Call, string Outcome)> made = [];
    private readonly Dictionary<(Made Call, string Content), int> edits = [];
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
        !ClosesCircle(Made.Of(call)) ? LoopVerdict.Fine
        : refused ? LoopVerdict.Pause
        : LoopVerdict.Refuse;

    private bool ClosesCircle(Made call) =>
        Enumerable.Range(1, LongestCircle).Any(length => Repeats(call, length))
        || edits.Any(edit => edit.Key.Call == call && edit.Value >= Allowed);

    /// <summary>Whether what was made last is one circle of this length so many times, and the call begins it once more.</summary>
    private bool Repeats(Made call, int length)
    {
        var from = made.Count - Allowed * length;
        if (from < 0 || made[from].Call != call)
        {
            return false;
        }
        for (var i = from + length; i < made.Count; i++)
        {
            if (made[i] != made[i - length])
            {
                return false;
            }
        }
        return true;
    }

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
                Count(Made.Of(call), ended.Outcome);
                break;
            case JobResumed or Steered or PhaseStarted or ChecksJudged or Rewound:
                made.Clear();
                edits.Clear();
                refused = false;
                break;
            default:
                break;
        }
    }

    private void Count(Made call, ToolOutcome outcome)
    {
        refused = ClosesCircle(call);
        if (refused)
        {
            // It was not made; it counts as if it had been, so that the circle goes on where the model goes on with it.
            var length = Enumerable.Range(1, LongestCircle).FirstOrDefault(length => Repeats(call, length));
            if (length > 0)
            {
                made.Add(made[^length]);
            }
            return;
        }
        made.Add((call, outcome.Text));
        if (!outcome.Changes.IsEmpty)
        {
            var edit = (call, string.Join(' ', outcome.Seen.Select(static seen => seen.Sha256)));
            edits[edit] = edits.GetValueOrDefault(edit) + 1;
        }
    }

    private readonly record struct Made(string Tool, string Arguments)
    {
        public static Made Of(ToolCall call) => new(call.Name, call.Arguments);
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
