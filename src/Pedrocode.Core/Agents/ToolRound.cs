using System.Collections.Immutable;
using System.Text.Json;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Models;
using Pedrocode.Core.Models.Json;
using Pedrocode.Core.Permissions;
using Pedrocode.Core.Sandboxes;
using Pedrocode.Core.Tools;

namespace Pedrocode.Core.Agents;

/// <summary>The calls of one reply, one after the other, each journalled before it starts and when it has ended.</summary>
internal sealed class ToolRound(JobRun job)
{
    private const int MostCalls = 32;

    private readonly LoopGuard guard = new();
    private readonly JobQuestions questions = new(job);

    /// <summary>The accepted finish among the calls, or null. Calls behind it are not made.</summary>
    public async Task<PhaseFinish?> CallAsync(
        Phase phase,
        int round,
        ImmutableArray<ToolCall> calls,
        CancellationToken stop
    )
    {
        PhaseFinish? finish = null;
        for (var i = 0; i < calls.Length; i++)
        {
            var call = calls[i];
            if (finish is not null)
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
                finish = await CallAsync(phase, round, call, stop);
            }
        }
        return finish;
    }

    private async Task<PhaseFinish?> CallAsync(Phase phase, int round, ToolCall call, CancellationToken stop)
    {
        var (tool, arguments, fault) = job.Toolbox.Read(call);
        fault ??= OutsidePhase(phase, tool) ?? Repeated(call, tool, arguments);
        if (fault is not null)
        {
            End(call, fault);
            return null;
        }
        if (tool is FinishTool)
        {
            return Finish(phase, round, call, arguments);
        }
        var (refusal, network) = await PermitAsync(call, tool, arguments, stop);
        if (refusal is not null)
        {
            End(call, refusal);
            return null;
        }
        if (tool.Effect is ToolEffect.Writes or ToolEffect.Runs)
        {
            await job.HoldDirectoryAsync(stop);
        }
        var reach = ReachOf(tool, network);
        job.Append(new ToolCallStarted(call.Id, tool.Name, Brief(tool, arguments), reach));
        var started = job.Time.GetTimestamp();
        var outcome = await tool.CallAsync(arguments, Context(reach), stop);
        job.Stage(
            new ToolCallEnded(call.Id, tool.Name, outcome, (long)job.Time.GetElapsedTime(started).TotalMilliseconds)
        );
        return null;
    }

    // What a command could reach is written down before it starts: on it depends whether it may run again after a crash.
    private Reach? ReachOf(Tool tool, bool network) =>
        tool.Effect != ToolEffect.Runs ? null
        : job.Gate.Sandbox.WhyNot(job.Tree) is not null ? Reach.Everything
        : network ? Reach.Network
        : Reach.Tree;

    private static ToolOutcome? OutsidePhase(Phase phase, Tool tool) =>
        tool is FinishTool || phase.Tools.Contains(tool.Name)
            ? null
            : ToolOutcome.Refused(
                $"{tool.Name} is not for phase {phase.Name}. Its tools: {string.Join(", ", phase.Tools)}, finish."
            );

    private ToolOutcome? Repeated(ToolCall call, Tool tool, JsonElement arguments)
    {
        guard.CatchUp(job.EntriesAndStaged);
        return guard.Judge(call) switch
        {
            LoopVerdict.Fine => null,
            LoopVerdict.Refuse => ToolOutcome.Refused(
                "You made this call three times with the same outcome. It was not made again: do something else, or finish."
            ),
            _ => throw new JobPauseException($"Paused: repeats {Brief(tool, arguments)}"),
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
            case Verdict.Asks(var subject, var why, _) when !job.CanAsk:
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
                    job.Gate.AllowAlways(ask.Rule);
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

    private PhaseFinish? Finish(Phase phase, int round, ToolCall call, JsonElement arguments)
    {
        JsonElement? result = null;
        if (phase.Result is { } wanted)
        {
            if (!arguments.TryGetProperty("result", out var given))
            {
                End(call, ToolOutcome.Failed($"finish needs result in this phase. Example: {wanted.Example}"));
                return null;
            }
            if (
                ArgumentCoercion.Coerce("result", given.GetRawText(), wanted.Schema)
                is not CoercedArguments.Fitting
                (var fitting)
            )
            {
                End(
                    call,
                    ToolOutcome.Failed($"result does not fit its schema: {wanted.Schema} Example: {wanted.Example}")
                );
                return null;
            }
            result = fitting;
        }
        End(call, ToolOutcome.Ok("accepted"));
        return new PhaseFinish(arguments.GetProperty("summary").GetString()!.Trim(), result, round);
    }

    private void End(ToolCall call, ToolOutcome outcome) =>
        job.Stage(new ToolCallEnded(call.Id, call.Name, outcome, 0));

    private ToolContext Context(Reach? reach) =>
        new()
        {
            Tree = job.Tree,
            Seen = job.View.Seen,
            OutputFolder = job.Directory.Output,
            Marker = job.Directory.Marker,
            Sandbox = job.Gate.Sandbox,
            Reach = reach ?? Reach.Tree,
            Live = lines => job.Live.Say(new LivePart.Output(lines)),
        };

    private static string Brief(Tool tool, JsonElement arguments) => $"{tool.Name}({tool.Brief(arguments)})";
}
