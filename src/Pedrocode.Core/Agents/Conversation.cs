using System.Collections.Immutable;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Models;

namespace Pedrocode.Core.Agents;

/// <summary>
/// The messages a job's model sees: a fold of the journal that only grows. What the user or the harness says while calls
/// are open comes after their outcomes, as every server wants it, and what is said while a request is under way after its reply, which
/// did not know of it.
/// </summary>
internal sealed class Conversation
{
    private readonly ImmutableArray<ChatMessage>.Builder messages = ImmutableArray.CreateBuilder<ChatMessage>();
    private readonly HashSet<string> open = [];
    private readonly List<UserMessage> waiting = [];
    private readonly HashSet<string> callIds = [];
    private long read;
    private bool asked;
    private bool awaitsReply;

    public ImmutableArray<ToolDefinition> Tools { get; private set; } = [];

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
            Add(entry.Event);
            read = entry.Sequence;
        }
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
                messages.Add(new SystemMessage(opened.System));
                Tools = opened.Tools;
                break;
            case PhaseStarted phase:
                Say(new UserMessage(phase.Message));
                break;
            case Nudged nudge:
                Say(new UserMessage(nudge.Text));
                break;
            case Steered steer:
                Say(new UserMessage($"The user says: {steer.Text}"));
                break;
            case ModelReplied(var reply, _):
                messages.Add(new AssistantMessage(reply.Text, reply.Calls, reply.Reasoning));
                open.UnionWith(reply.Calls.Select(static call => call.Id));
                callIds.UnionWith(open);
                awaitsReply = false;
                SayWhatWaited();
                break;
            case ToolCallEnded ended when open.Remove(ended.CallId):
                messages.Add(new ToolMessage(ended.CallId, ended.Tool, ended.Outcome.Text));
                SayWhatWaited();
                break;
            default:
                break;
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
        }
        else
        {
            messages.Add(message);
        }
        asked = false;
    }
}
