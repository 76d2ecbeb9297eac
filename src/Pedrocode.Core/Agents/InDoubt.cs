using System.Collections.Immutable;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Models;
using Pedrocode.Core.Permissions;
using Pedrocode.Core.Sandboxes;
using Pedrocode.Core.Tools;
using Pedrocode.Core.Trees;

namespace Pedrocode.Core.Agents;

/// <summary>
/// What becomes of the call that was under way when a job ended and is now gone on with. What can be taken back as a whole is taken back and
/// made again; any other stays as it is and is not repeated: the model is told to look. Calls behind it are made now.
/// </summary>
internal sealed class InDoubt(JobRun job, Agent agent)
{
    /// <summary>A call that ended pedrocode so often would end it again.</summary>
    private const int MostStarts = 3;

    private const string Unknown =
        "Outcome unknown: pedrocode stopped while this ran, and it may have done all, part or nothing. Look before you do it again.";

    public async Task SettleAsync(CancellationToken stop)
    {
        var conversation = new Conversation();
        conversation.CatchUp(job.Journal.Entries);
        foreach (var call in conversation.OpenCalls.ToList())
        {
            if (job.Journal.Entries.LastOrDefault(entry => IsStartOf(call, entry.Event)) is { } start)
            {
                await SettleAsync(call, start, stop);
            }
        }
        job.Flush();
    }

    private async Task SettleAsync(ToolCall call, JournalEntry start, CancellationToken stop)
    {
        var started = (ToolCallStarted)start.Event;
        var tool = job.Toolbox.Find(call.Name);
        if (!MayRunAgain(tool, started))
        {
            var text = job.Isolated is { } tree ? await LeftAsync(tree, tool, start, stop) : Unknown;
            job.Append(new ToolCallEnded(call.Id, call.Name, ToolOutcome.Failed(text), 0));
        }
        else if (tool.Effect is ToolEffect.Writes or ToolEffect.Runs)
        {
            var before = CheckpointBefore(start)!;
            await PutBackAsync(before, FilesOf(tool, call), stop);
            job.Append(new RolledBack(call.Id, started.Brief, before.Commit));
        }
    }

    /// <summary>
    /// Whether it leaves nothing behind that cannot be taken back. Where the user stopped it, they did not want it: then it is not made again.
    /// </summary>
    private bool MayRunAgain(Tool tool, ToolCallStarted started) =>
        EndedWithoutTheUser
        && job.Journal.Entries.Count(entry => entry.Event is ToolCallStarted other && other.CallId == started.CallId)
            < MostStarts
        && tool.Effect switch
        {
            ToolEffect.Reads or ToolEffect.Reports => true,
            ToolEffect.Writes => job.Isolated is not null,
            ToolEffect.Runs => job.Isolated is not null
                && started.Reach == Reach.Tree
                && started.Repository == OwnRepository.Fingerprint(job.Tree.Root),
            _ => false,
        };

    private bool EndedWithoutTheUser =>
        job.Journal.Entries.Select(static entry => entry.Event)
            .LastOrDefault(static fact => fact is JobInterrupted or JobPaused or JobFailed or JobCancelled)
        is JobInterrupted;

    /// <summary>The difference it made since it began; where the phase may make none, it is put back.</summary>
    private async Task<string> LeftAsync(IsolatedTree tree, Tool tool, JournalEntry start, CancellationToken stop)
    {
        await tree.SaveAsync(stop);
        var after = job.View.Checkpoint!;
        if (CheckpointBefore(start) is not { } before || before.Tree == after.Tree)
        {
            return $"{Unknown} It left no change in the files.";
        }
        var diff = await tree.DiffAsync(before.Commit, after.Commit, stop);
        if (tool.Effect != ToolEffect.Runs || agent.Phases[job.View.Phase!.Number - 1].MayChange)
        {
            return $"{Unknown} What it left in the files:\n{diff}";
        }
        await PutBackAsync(before, [], stop);
        return $"{Unknown} What it did to files was put back, for this phase changes none:\n{diff}";
    }

    private Checkpointed? CheckpointBefore(JournalEntry start) =>
        job
            .Journal.Entries.TakeWhile(entry => entry.Sequence < start.Sequence)
            .Aggregate(JobView.Empty, static (view, entry) => view.With(entry))
            .Checkpoint;

    /// <param name="files">Looked at even where git ignores them.</param>
    private async Task PutBackAsync(Checkpointed before, ImmutableArray<string> files, CancellationToken stop)
    {
        var tree = job.Isolated!;
        await tree.RestoreAsync(before.Commit, files, stop);
        if (job.View.Checkpoint!.Tree != before.Tree)
        {
            tree.Touch();
            await job.SaveTreeAsync(stop);
        }
    }

    private ImmutableArray<string> FilesOf(Tool tool, ToolCall call) =>
        tool.Effect == ToolEffect.Writes && job.Toolbox.Read(call, job.Toolbox.Names) is (_, var arguments, null)
            ? CallPaths.InTree(tool, arguments, job.Tree)
            : [];

    private static bool IsStartOf(ToolCall call, JobEvent fact) =>
        fact is ToolCallStarted started && started.CallId == call.Id;
}
