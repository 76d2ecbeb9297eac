using System.Text.Json;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Models;
using Pedrocode.Core.Models.Json;
using Pedrocode.Core.Tools;

namespace Pedrocode.Core.Agents;

/// <summary>Rounds of one job: ask the model, make the calls it asks for, until finish is accepted or a limit pauses the job.</summary>
internal sealed class AgentLoop(JobRun job)
{
    internal const string Nudge =
        "Your reply called no tool. Go on with tool calls, or, if the goal is reached, end with finish(summary).";

    private const string CutOff =
        "Your reply was cut off at the length limit; nothing of it was executed. Send it again in smaller pieces.";

    private const string MoreWords =
        "The user has said more, so the phase is open again: do what they say, then finish again.";

    /// <summary>A phase; who writes more of them may just be writing about such blocks.</summary>
    private const int MostWrongBlocks = 3;

    private readonly Conversation conversation = new();
    private readonly ToolRound tools = new(job);
    private readonly Compaction compaction = new(job);

    /// <param name="done">How far the phase had come when the job was gone on with.</param>
    public async Task<PhaseFinish> RunAsync(Phase phase, PhaseProgress done, CancellationToken stop)
    {
        if (done == PhaseProgress.Begun)
        {
            compaction.AtPhase(conversation);
        }
        var nudged = done.WasNudged;
        var wrongBlocks = 0;
        var open = done.OpenReply;
        for (var round = done.Rounds + (open is null ? 1 : 0); ; round++)
        {
            var reply = open ?? await NextReplyAsync(phase, round, stop);
            var ended = open is null ? [] : done.EndedCalls;
            open = null;
            if (reply.Finish == FinishReason.Length)
            {
                RefuseAll(reply);
                continue;
            }
            if (!reply.Calls.IsEmpty)
            {
                if (await tools.CallAsync(phase, round, reply.Calls, ended, stop) is { } finish)
                {
                    job.Flush();
                    job.ReadMailbox();
                    if (!HasUnreadWords())
                    {
                        return finish;
                    }
                    job.Stage(new Nudged(MoreWords));
                }
                continue;
            }
            if (wrongBlocks < MostWrongBlocks && LeakedCalls.WrongBlocks(reply.Text) is { } wrong)
            {
                wrongBlocks++;
                job.Stage(new Nudged(wrong));
                continue;
            }
            if (nudged)
            {
                return FinishInWords(phase, round, reply);
            }
            nudged = true;
            job.Stage(new Nudged(Nudge));
        }
    }

    private async Task<ModelReply> NextReplyAsync(Phase phase, int round, CancellationToken stop)
    {
        job.ReadMailbox();
        CheckLimits(phase, round - FinishCall.Free(job.EntriesAndStaged));
        job.Append(new RoundStarted(job.View.Round + 1, round, job.Clock.RanMilliseconds));
        job.Isolated?.SaveSoon();
        return await AskAsync(stop);
    }

    /// <summary>Words of the user that no request has carried yet.</summary>
    private bool HasUnreadWords() =>
        job
            .Journal.Entries.Reverse()
            .Select(static entry => entry.Event)
            .TakeWhile(static fact => fact is not RoundStarted)
            .Any(static fact => fact is Steered);

    private void CheckLimits(Phase phase, int round)
    {
        if (round > phase.Rounds)
        {
            var rounds = phase.Rounds + PhaseProgress.Of(job.EntriesAndStaged).Granted;
            if (round > rounds)
            {
                throw new JobPauseException($"Paused: {rounds} of {rounds} rounds of {phase.Name}")
                {
                    Limit = JobLimit.Rounds,
                };
            }
        }
        if (job.Limits.UsedUp(job.View, job.Clock.Running) is { } limit)
        {
            throw new JobPauseException($"Paused: {limit.Text}") { Limit = limit.Limit };
        }
    }

    private async Task<ModelReply> AskAsync(CancellationToken stop)
    {
        var isTooLong = false;
        while (true)
        {
            var request = compaction.Request(conversation, isTooLong);
            using var slot = await job.TakeSlotAsync(stop);
            request = request with { Slot = slot?.Number };
            var asked = job.Time.GetTimestamp();
            try
            {
                var reply = await job.AttendAsync(stopping => ReplyAsync(request, stopping), stop);
                return Replied(request, reply, (long)job.Time.GetElapsedTime(asked).TotalMilliseconds);
            }
            catch (ModelException e) when (e.Fault == ModelFault.ContextOverflow)
            {
                if (isTooLong || !compaction.CanShorten(conversation))
                {
                    throw new JobPauseException(
                        $"Paused: {e.Message} To go on: {WindowAdvice.For(job.Facts.Server, job.View.Model, WindowAdvice.Rounded(2 * job.Window.Tokens(ContextWindow.LengthOf(request))))}"
                    );
                }
                isTooLong = true;
            }
            catch (ModelException e) when (e.Fault == ModelFault.NoTools && !conversation.DescribesTools)
            {
                job.Append(new ToolsDescribed(e.Message));
            }
        }
    }

    private ModelReply Replied(ModelRequest request, ModelReply reply, long milliseconds)
    {
        var length = ContextWindow.LengthOf(request);
        if (job.Window.Read(length, reply.Usage) is { } sent)
        {
            // What the model says without having read the task is not worth keeping.
            throw new JobPauseException(
                $"Paused: the server cut the prompt: at least {sent} tokens were sent, it read {reply.Usage!.Prompt}. To go on: {WindowAdvice.For(job.Facts.Server, job.View.Model, WindowAdvice.Rounded(2 * sent))}"
            );
        }
        var own = conversation.WithOwnIds(LeakedCalls.Rescue(reply, conversation.Tools));
        own = WithoutSecrets(own) with { Usage = Counted(length, reply) };
        job.Stage(new ModelReplied(own, milliseconds));
        return own;
    }

    private ModelReply WithoutSecrets(ModelReply reply) =>
        reply with
        {
            Text = job.Secrets.Clean(reply.Text),
            Reasoning = reply.Reasoning is { } reasoning ? job.Secrets.Clean(reasoning) : null,
            Calls = [.. reply.Calls.Select(call => call with { Arguments = job.Secrets.Clean(call.Arguments) })],
        };

    private TokenUsage Counted(int length, ModelReply reply)
    {
        var usage =
            reply.Usage
            ?? new TokenUsage(
                job.Window.Tokens(length),
                job.Window.Tokens(
                    ContextWindow.LengthOf(new AssistantMessage(reply.Text, reply.Calls))
                        + (reply.Reasoning?.Length ?? 0)
                )
            )
            {
                Estimated = true,
            };
        return usage with { Cost = job.Facts.Prices?.Of(usage) };
    }

    private async Task<ModelReply> ReplyAsync(ModelRequest request, CancellationToken stop)
    {
        job.Live.Say(new LivePart.Asked());
        var attempt = 1;
        await foreach (var part in job.Model.StreamAsync(request, stop))
        {
            job.Live.Say(Shown(part));
            if (part is ReplyPart.Retrying(var why, var wait))
            {
                job.AppendBeside(new ModelRetried(++attempt, (long)wait.TotalMilliseconds, why));
            }
            if (part is ReplyPart.Completed(var reply))
            {
                return reply;
            }
        }
        throw new JobFailure("the model's reply ended without an end");
    }

    private LivePart Shown(ReplyPart part) =>
        part switch
        {
            ReplyPart.Text(var delta) => new LivePart.Text(job.Secrets.Clean(delta)),
            ReplyPart.Reasoning(var delta) => new LivePart.Reasoning(job.Secrets.Clean(delta)),
            ReplyPart.CallText(_, _, var delta) => new LivePart.Call(job.Secrets.Clean(delta)),
            ReplyPart.Retrying(var reason, _) => new LivePart.Retrying(reason),
            ReplyPart.Completed => new LivePart.Replied(),
            _ => throw new NotSupportedException(part.GetType().Name),
        };

    private void RefuseAll(ModelReply reply)
    {
        foreach (var call in reply.Calls)
        {
            job.Stage(new ToolCallEnded(call.Id, call.Name, ToolOutcome.Refused(CutOff), 0));
        }
        if (reply.Calls.IsEmpty)
        {
            job.Stage(new Nudged(CutOff));
        }
    }

    private PhaseFinish FinishInWords(Phase phase, int round, ModelReply reply)
    {
        job.Flush();
        return phase.Result is null && reply.Text.Trim() is { Length: > 0 } words
            ? new PhaseFinish(words, null, round)
            : throw new JobPauseException($"Paused: no finish in {phase.Name}");
    }
}

/// <summary>How a phase ended.</summary>
internal sealed record PhaseFinish(string Summary, JsonElement? Result, int Rounds);
