using System.Collections.Immutable;
using System.Text.Json;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Models;
using Pedrocode.Core.Permissions;
using Pedrocode.Core.Sandboxes;
using Pedrocode.Core.Tools;
using Pedrocode.Core.Trees;

namespace Pedrocode.Core.Agents;

/// <summary>The calls of one reply, one after the other, each journalled before it starts and when it has ended.</summary>
internal sealed class ToolRound(JobRun job)
{
    private const int MostCalls = 32;

    private readonly LoopGuard guard = new();
    private readonly JobQuestions questions = new(job);
    private readonly PutBack putBack = new(job);

    /// <summary>The accepted finish among the calls, or null. Calls behind it are not made.</summary>
    /// <param name="ended">Calls that ended before the job was gone on with: they are not made again.</param>
    public async Task<PhaseFinish?> CallAsync(
        Phase phase,
        int round,
        ImmutableArray<ToolCall> calls,
        ImmutableDictionary<string, ToolResult> ended,
        CancellationToken stop
    )
    {
        PhaseFinish? finish = null;
        for (var i = 0; i < calls.Length; i++)
        {
            var call = calls[i];
            if (ended.TryGetValue(call.Id, out var result))
            {
                finish ??= result == ToolResult.Ok ? Accepted(phase, round, call) : null;
            }
            else if (finish is not null)
            {
                End(call, ToolOutcome.Refused("The phase has ended with finish; this call was not made."));
            }
            else if (i >= MostCalls)
            {
                End(
                    call,
                    ToolOutcome.Refused($"At most {MostCalls} calls a reply; this one was not made. Send it again.")
                );
            }
            else
            {
                stop.ThrowIfCancellationRequested();
                finish = await CallAsync(phase, round, call, stop);
            }
        }
        return finish;
    }

    private async Task<PhaseFinish?> CallAsync(Phase phase, int round, ToolCall call, CancellationToken stop)
    {
        if (call.Name == FinishTool.ToolName)
        {
            if (Repeated(call, "finish()") is not { } again)
            {
                if (phase.Result is not null)
                {
                    // Places that a result names are looked for there.
                    await job.TreeReadyAsync(stop);
                }
                return Finish(phase, round, call);
            }
            End(call, again);
            return null;
        }
        var (tool, arguments, fault) = job.Toolbox.Read(call, [.. phase.Tools, FinishTool.ToolName]);
        fault ??= OutsidePhase(phase, tool, arguments) ?? Repeated(call, Brief(tool, arguments));
        if (fault is not null)
        {
            End(call, fault);
            return null;
        }
        if (tool.Effect != ToolEffect.Reports)
        {
            await job.TreeReadyAsync(stop);
        }
        var (refusal, network) = await PermitAsync(call, tool, arguments, stop);
        if (refusal is not null)
        {
            End(call, refusal);
            return null;
        }
        await MakeWayAsync(tool, stop);
        var reach = ReachOf(tool, network);
        job.Append(
            new ToolCallStarted(call.Id, tool.Name, Brief(tool, arguments), reach)
            {
                Repository =
                    reach == Reach.Tree && job.Isolated is not null ? OwnRepository.Fingerprint(job.Tree.Root) : null,
            }
        );
        var started = job.Time.GetTimestamp();
        var outcome = await job.AttendAsync(
            stopping => tool.CallAsync(arguments, job.ToolContext(reach), stopping),
            job.CallStop
        );
        var mayChange = tool.Effect == ToolEffect.Runs && !JustReads(arguments);
        if (tool.Effect == ToolEffect.Writes || mayChange)
        {
            job.Isolated?.Touch();
        }
        if (mayChange && !phase.MayChange)
        {
            outcome = outcome with { Text = outcome.Text + await putBack.UndoAsync(phase, stop) };
        }
        outcome = outcome with { Text = job.Secrets.Clean(outcome.Text) };
        job.Stage(
            new ToolCallEnded(
                call.Id,
                tool.Name,
                ResultSize.Fit(outcome, job.Window.MostResult),
                (long)job.Time.GetElapsedTime(started).TotalMilliseconds
            )
        );
        return null;
    }

    // What a command could reach is written down before it starts: on it depends whether it may run again after a crash.
    private Reach? ReachOf(Tool tool, bool network) => tool.Effect == ToolEffect.Runs ? job.ReachOf(network) : null;

    /// <summary>Nothing else writes where the call may write, and what a command may do can be undone.</summary>
    private async Task MakeWayAsync(Tool tool, CancellationToken stop)
    {
        switch (tool.Effect, job.Isolated)
        {
            case (ToolEffect.Writes or ToolEffect.Runs, null):
                await job.HoldDirectoryAsync(stop);
                break;
            case (ToolEffect.Writes, { } tree):
                await tree.SettledAsync(stop);
                if (tree.IsTouched)
                {
                    // What came before in this round stays, should this call be cut short and taken back.
                    await job.SaveTreeAsync(stop);
                }
                break;
            case (ToolEffect.Runs, not null):
                await job.SaveTreeAsync(stop);
                break;
            default:
                break;
        }
    }

    private ToolOutcome? OutsidePhase(Phase phase, Tool tool, JsonElement arguments) =>
        !phase.Tools.Contains(tool.Name)
            ? ToolOutcome.Refused(
                $"{tool.Name} is not for phase {phase.Name}. Its tools: {string.Join(", ", phase.Tools)}, finish."
            )
        : tool.Effect == ToolEffect.Runs && !phase.MayChange && job.Tree.IsInPlace && !JustReads(arguments)
            ? ToolOutcome.Refused(
                $"In phase {phase.Name} only commands that just read can run here (such as git diff, grep, ls): nothing could be put back. Read instead, or finish."
            )
        : null;

    private bool JustReads(JsonElement arguments) =>
        ReadOnlyCommands.JudgeText(arguments.GetProperty("command").GetString()!, job.Tree.WorkDir, job.Tree.Root);

    private ToolOutcome? Repeated(ToolCall call, string brief)
    {
        guard.CatchUp(job.EntriesAndStaged);
        return guard.Judge(call) switch
        {
            LoopVerdict.Fine => null,
            LoopVerdict.Refuse => ToolOutcome.Refused(
                "You go round in a circle: this was done three times with the same outcome. It was not done again: do something else, or finish."
            ),
            _ => throw new JobPauseException($"Paused: repeats {brief}"),
        };
    }

    private async Task<(ToolOutcome? Refusal, bool Network)> PermitAsync(
        ToolCall call,
        Tool tool,
        JsonElement arguments,
        CancellationToken stop
    )
    {
        switch (job.Gate.Judge(tool, arguments, job.Tree))
        {
            case Verdict.Allowed(var network):
                return (null, network);
            case Verdict.Denied(var why):
                return (ToolOutcome.Refused($"Not allowed: {why}") with { Denied = Brief(tool, arguments) }, false);
            case Verdict.Asks ask when questions.IsApproved(call.Id, ask):
                return (null, ask.Network);
            case Verdict.Asks(var subject, var why, _) ask when !questions.MayAsk(ask):
                return (
                    ToolOutcome.Refused($"Not allowed: {why}, and nobody is here to ask. Do without: {subject}") with
                    {
                        Denied = subject,
                    },
                    false
                );
            case Verdict.Asks ask:
                var reply = await questions.AskApprovalAsync(call.Id, tool.Name, ask, stop);
                if (reply.Answer == Answer.Always)
                {
                    job.Gate.AllowAlways(ask.Rule, job.Tree);
                }
                return reply.Answer == Answer.No
                    ? (
                        ToolOutcome.Refused(
                            reply.Reason is { } reason ? $"The user said no: {reason}" : "The user said no."
                        ),
                        false
                    )
                    : (null, ask.Network);
            default:
                throw new NotSupportedException("a verdict nobody knows");
        }
    }

    private PhaseFinish? Finish(Phase phase, int round, ToolCall call)
    {
        switch (FinishCall.Read(phase, call, job))
        {
            case FinishCall.Accepted(var summary, var result):
                End(call, ToolOutcome.Ok("accepted"));
                return new PhaseFinish(summary, result, round);
            case FinishCall.Fault(var outcome):
                End(call, outcome);
                return null;
            default:
                throw new NotSupportedException("a finish nobody knows");
        }
    }

    /// <summary>The finish that was accepted though its phase's end was not written any more; null for any other call.</summary>
    private PhaseFinish? Accepted(Phase phase, int round, ToolCall call) =>
        call.Name == FinishTool.ToolName
        && FinishCall.Read(phase, call, job) is FinishCall.Accepted(var summary, var result)
            ? new PhaseFinish(summary, result, round)
            : null;

    private void End(ToolCall call, ToolOutcome outcome) =>
        job.Stage(new ToolCallEnded(call.Id, call.Name, outcome, 0));

    private static string Brief(Tool tool, JsonElement arguments) => $"{tool.Name}({tool.Brief(arguments)})";
}
