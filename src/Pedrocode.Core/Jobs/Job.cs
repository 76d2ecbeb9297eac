using Pedrocode.Core.Agents;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Models;
using Pedrocode.Core.Posix;
using Pedrocode.Core.Sandboxes;
using Pedrocode.Core.Trees;

namespace Pedrocode.Core.Jobs;

/// <summary>A job that this process runs. Others look at <see cref="View"/>, follow its journal, or send it words.</summary>
public sealed class Job
{
    private static readonly TimeSpan CancelPatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(10);

    private readonly JobRun run;
    private readonly Agent agent;
    private readonly JobOwnership ownership;
    private static readonly TimeSpan CallPatience = TimeSpan.FromSeconds(2);

    // What ends everything but a call under way, and what ends that too.
    private readonly CancellationTokenSource leaving = new();
    private readonly CancellationTokenSource stopping = new();
    private JobMessage? end;

    internal Job(JobRun run, Agent agent, JobOwnership ownership)
    {
        this.run = run;
        this.agent = agent;
        this.ownership = ownership;
        FirstSequence = View.Sequence;
    }

    public JobId Id => run.Directory.Id;

    /// <summary>Sequence of the last entry before its task runs here: its creation, or its resume.</summary>
    public long FirstSequence { get; }

    public JobView View => run.Journal.View;

    /// <summary>What it does this moment, between its events.</summary>
    public LiveFeed Live => run.Live;

    /// <summary>Completes when the job has ended, however; never faulted.</summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    /// <summary>What the disk said, where it refused to take the job's events; null otherwise.</summary>
    public StateNotSavedException? NotSaved { get; private set; }

    /// <summary>Whether its directory was cleaned up at its end; its view stays here.</summary>
    public bool IsGone { get; private set; }

    public IAsyncEnumerable<JournalEntry> FollowAsync(long after, CancellationToken stop = default) =>
        run.Journal.FollowAsync(after, stop);

    /// <summary>Words for the job. A cancel and a pause stop what it does now; its own task then writes the ending.</summary>
    /// <returns>False: the job ends this moment and reads nothing any more.</returns>
    public bool Send(JobMessage message)
    {
        if (message is JobMessage.Cancel or JobMessage.Pause)
        {
            Interlocked.CompareExchange(ref end, message, null);
            // Its task journals the request before it is done with stopping.
            var isRead = run.Mailbox.Put(message);
            stopping.Cancel();
            leaving.Cancel();
            return isRead;
        }
        return run.Mailbox.Put(message);
    }

    /// <summary>Stops the job because pedrocode leaves; it can be gone on with later. A call under way gets two seconds to end.</summary>
    public void Interrupt()
    {
        stopping.CancelAfter(CallPatience);
        leaving.Cancel();
    }

    internal JobDirectory Directory => run.Directory;

    /// <summary>Takes its place in the queue now, and runs when its turn comes.</summary>
    internal void Begin()
    {
        var turn = run.Turn.TakeAsync(SlotPlace.Tail, leaving.Token);
        Ended = Task.Run(() => RunAsync(turn));
    }

    private async Task RunAsync(Task turn)
    {
        try
        {
            await run.AttendAsync(
                async ending =>
                {
                    await turn.WaitAsync(ending);
                    return turn;
                },
                leaving.Token
            );
            run.Clock.Start();
            run.CallStop = stopping.Token;
            run.Append(new JobStarted(Environment.ProcessId));
            if (FirstSequence > 1)
            {
                // Resumed: whatever a crash left running would work against what comes now.
                await ProcessTree.EndLeftoversAsync(run.Directory.Marker);
                ProtectedPaths.RemoveLeft(run.Directory.GuardNote);
            }
            if (View.Isolation == Isolation.Tree)
            {
                run.Isolated = new IsolatedTree(run);
                run.Isolated.Begin();
            }
            await new PhaseRunner(run, agent).RunAsync(leaving.Token);
        }
        catch (Exception e) when (WhyNotSaved(e) is { } why)
        {
            NotSaved = why;
            // A turn that had not come yet is not waited for any more.
            await leaving.CancelAsync();
            await LeaveTreeAsync();
            EndUnsaved(why.Message);
        }
        catch (Exception e)
        {
            var ending = Ending(e);
            await SaveTreeAsync(ending);
            await LeaveTreeAsync();
            End(ending);
        }
        finally
        {
            run.Turn.Give();
            await LeaveTreeAsync();
            await LetGoAsync();
            run.Dispose();
            NotSaved ??= run.Journal.SettleSummary();
            CleanUp();
            run.Journal.Dispose();
            ownership.Dispose();
        }
    }

    /// <summary>A job that is done loses its directory before its followers hear that it is over.</summary>
    private void CleanUp()
    {
        try
        {
            var isDone = NotSaved is null && run.Retention.IsDone(View);
            if (isDone && View is { Isolation: Isolation.Tree, TreeReady: true, HoldsUnlandedWork: false })
            {
                SpareTree.Of(run.State, View.Root).Keep(run.State, new TreeStore(run.Directory, View.Root));
            }
            IsGone = isDone && JobRemoval.RemoveOwned(run.State, run.Directory, run.Retention.IsDone);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or UserError)
        {
            // It stays, and the next clean-up tries again.
        }
    }

    /// <summary>What a job that fails or is cancelled has made is kept as a checkpoint, if that can be done in time; its tree stays anyway.</summary>
    private async Task SaveTreeAsync(JobEvent ending)
    {
        if (ending is JobInterrupted || run.Isolated is not { IsReady: true })
        {
            return;
        }
        using var deadline = new CancellationTokenSource(ending is JobCancelled ? CancelPatience : EndPatience);
        try
        {
            await run.SaveTreeAsync(deadline.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or JobFailure)
        {
            // The files are still in the tree: whoever needs the checkpoint takes it then.
        }
        catch (Exception e) when (WhyNotSaved(e) is { } why)
        {
            NotSaved = why;
        }
    }

    private async Task LetGoAsync()
    {
        if (run.Isolated is { } tree && View.Status == JobStatus.Complete && !View.HoldsUnlandedWork)
        {
            try
            {
                await tree.LetGoAsync();
            }
            catch (Exception e) when (e is GitFailure or IOException or UnauthorizedAccessException or UserError)
            {
                // What nothing needs stays in the repository until the next clean-up there.
            }
        }
    }

    /// <summary>Nothing beside the job's own task appends after this.</summary>
    private async Task LeaveTreeAsync()
    {
        if (run.Isolated is { } tree)
        {
            await tree.DisposeAsync();
        }
    }

    private JobEvent Ending(Exception e) =>
        e switch
        {
            OperationCanceledException when end is JobMessage.Cancel => new JobCancelled(),
            OperationCanceledException when end is JobMessage.Pause => new JobPaused(
                View.Phase is { } phase ? $"Paused: you stopped {phase.Name}" : "Paused: you stopped it"
            ),
            OperationCanceledException when leaving.IsCancellationRequested => new JobInterrupted(
                JobInterruptions.Exit
            ),
            JobPauseException pause => new JobPaused(e.Message)
            {
                Asks = pause.Asks,
                Limit = pause.Limit,
                Ran = run.Clock.RanMilliseconds,
            },
            ModelException => new JobFailed(e.Message) { ByServer = true },
            JobFailure or UserError => new JobFailed(e.Message),
            _ => new JobFailed($"internal error: {e.Message}", e.ToString()),
        };

    /// <summary>Null where the disk is not the cause.</summary>
    private StateNotSavedException? WhyNotSaved(Exception e) =>
        e is StateNotSavedException refused ? refused
        : e is NotWritableError || DiskRefusal.Of(e) is not null ? StateNotSavedException.Of(Id, e)
        : null;

    /// <summary>The disk may take an ending all the same; where it does not, the next start writes one.</summary>
    private void EndUnsaved(string why)
    {
        if (View.Status.IsActive())
        {
            End(new JobInterrupted($"Interrupted: {why}"));
        }
    }

    private void End(JobEvent ending)
    {
        try
        {
            // Words that came as it ended; a cancel among them.
            run.Mailbox.Close();
            run.ReadMailbox();
            run.Append(ending);
        }
        catch (StateNotSavedException e)
        {
            NotSaved ??= e;
        }
    }
}
