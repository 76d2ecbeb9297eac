using System.Collections.Immutable;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Models;

namespace Pedrocode.Core.Agents;

/// <summary>
/// The messages a job's model sees: a fold of the journal that only grows, but for a rewind to the start of a phase. What the user or the harness says while calls
/// are open comes after their outcomes, as every server wants it, and what is said while a request is under way after its reply, which
/// did not know of it.
/// </summary>
internal sealed class Conversation
{
    private readonly ImmutableArray<ChatMessage>.Builder messages = ImmutableArray.CreateBuilder<ChatMessage>();
    private readonly List<long> sequences = [];
    private readonly HashSet<string> open = [];
    private readonly List<UserMessage> waiting = [];
    private readonly HashSet<string> callIds = [];
    private readonly Dictionary<
        int,
        (ImmutableArray<ChatMessage> Messages, ImmutableArray<long> Sequences, bool Asked)
    > phases = [];
    private long read;
    private long now;
    private bool asked;
    private bool awaitsReply;

    public ImmutableArray<ToolDefinition> Tools { get; private set; } = [];

    /// <summary>Whether the server takes no tools, so that they are told in the prompt.</summary>
    public bool DescribesTools { get; private set; }

    public ImmutableArray<ChatMessage> Messages => messages.ToImmutable();

    /// <summary>Calls of the last reply that have no outcome yet, in their order.</summary>
    public IEnumerable<ToolCall> OpenCalls =>
        messages.LastOrDefault(static message => message is AssistantMessage) is AssistantMessage last
            ? last.Calls.Where(call => open.Contains(call.Id))
            : [];

    public void CatchUp(IEnumerable<JournalEntry> entries)
    {
        foreach (var entry in entries.Where(entry => entry.Sequence > read))
        {
            now = entry.Sequence;
            Add(entry.Event);
            read = entry.Sequence;
        }
    }

    /// <summary>
    /// Up to which entry the conversation must be left out so that about <paramref name="length"/> characters remain, whole rounds at a
    /// time, the last one always kept. Null where nothing can be left out.
    /// </summary>
    public long? CutFor(int length)
    {
        var rest = Tools.Sum(static tool => tool.Description.Length + tool.Parameters.Length);
        long? cut = null;
        for (var at = messages.Count - 1; at > 1; at--)
        {
            rest += ContextWindow.LengthOf(messages[at]);
            if (messages[at] is not AssistantMessage)
            {
                continue;
            }
            if (cut is not null && rest > length)
            {
                break;
            }
            cut = sequences[at] - 1;
        }
        // Only the opening stands before it: nothing would be gained.
        return cut is { } upTo && sequences.FindLastIndex(sequence => sequence <= upTo) > 1 ? cut : null;
    }

    /// <summary>The reply with call ids that no earlier call of the conversation has: small models use <c>call_1</c> for every one.</summary>
    public ModelReply WithOwnIds(ModelReply reply)
    {
        var taken = new HashSet<string>(callIds);
        return reply with { Calls = [.. reply.Calls.Select(call => call with { Id = Free(call.Id, taken) })] };
    }

    private static string Free(string id, HashSet<string> taken)
    {
        var free = id;
        for (var i = 2; !taken.Add(free); i++)
        {
            free = $"{id}_{i}";
        }
        return free;
    }

    private void Add(JobEvent fact)
    {
        switch (fact)
        {
            case RoundStarted:
                asked = true;
                awaitsReply = true;
                break;
            case ConversationOpened opened:
                Append(new SystemMessage(opened.System));
                Tools = opened.Tools;
                break;
            case ToolsDescribed:
                DescribesTools = true;
                break;
            case PhaseStarted phase:
                phases[phase.Number] = (Messages, [.. sequences], asked);
                Say(new UserMessage(phase.Message));
                break;
            case Rewound back when phases.TryGetValue(back.Phase, out var start):
                messages.Clear();
                messages.AddRange(start.Messages);
                sequences.Clear();
                sequences.AddRange(start.Sequences);
                open.Clear();
                waiting.Clear();
                asked = start.Asked;
                awaitsReply = false;
                break;
            case Nudged nudge:
                Say(new UserMessage(nudge.Text));
                break;
            case ChecksJudged { Message: { } message }:
                Say(new UserMessage(message));
                break;
            case Steered steer:
                Say(new UserMessage($"The user says: {steer.Text}"));
                break;
            case ModelReplied(var reply, _):
                Append(new AssistantMessage(reply.Text, reply.Calls, reply.Reasoning));
                open.UnionWith(reply.Calls.Select(static call => call.Id));
                callIds.UnionWith(open);
                awaitsReply = false;
                SayWhatWaited();
                break;
            case ToolCallEnded ended when open.Remove(ended.CallId):
                Append(new ToolMessage(ended.CallId, ended.Tool, ended.Outcome.Text));
                SayWhatWaited();
                break;
            case Compacted compacted:
                Shorten(compacted);
                break;
            default:
                break;
        }
    }

    private void Append(ChatMessage message)
    {
        messages.Add(message);
        sequences.Add(now);
    }

    /// <summary>The system prompt stays; what came up to there gives way to its summary.</summary>
    private void Shorten(Compacted compacted)
    {
        var kept = Enumerable
            .Range(1, Math.Max(0, messages.Count - 1))
            .Where(at => sequences[at] > compacted.UpTo)
            .Select(at => (messages[at], sequences[at]))
            .ToList();
        messages.Count = Math.Min(1, messages.Count);
        sequences.RemoveRange(messages.Count, sequences.Count - messages.Count);
        if (kept is [(UserMessage first, var sequence), ..])
        {
            messages.Add(new UserMessage($"{compacted.Text}\n\n{first.Text}"));
            sequences.Add(sequence);
            kept.RemoveAt(0);
        }
        else
        {
            messages.Add(new UserMessage(compacted.Text));
            sequences.Add(compacted.UpTo);
        }
        foreach (var (message, at) in kept)
        {
            messages.Add(message);
            sequences.Add(at);
        }
    }

    private void Say(UserMessage message)
    {
        waiting.Add(message);
        SayWhatWaited();
    }

    private void SayWhatWaited()
    {
        if (open.Count == 0 && !awaitsReply)
        {
            waiting.ForEach(Add);
            waiting.Clear();
        }
    }

    /// <summary>Joined to a message before it that no request has carried yet: many templates refuse two of the user in a row.</summary>
    private void Add(UserMessage message)
    {
        if (!asked && messages.LastOrDefault() is UserMessage before)
        {
            messages[^1] = new UserMessage($"{before.Text}\n\n{message.Text}");
            sequences[^1] = now;
        }
        else
        {
            Append(message);
        }
        asked = false;
    }
}
