using Pedrocode.Core.Agents;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Models;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Jobs;

/// <summary>A job that this process runs. Others look at <see cref="View"/>, follow its journal, or send it words.</summary>
public sealed class Job
{
    private readonly JobRun run;
    private readonly Agent agent;
    private readonly FileLock ownership;
    private readonly CancellationTokenSource stopping = new();
    private JobMessage? end;

    internal Job(JobRun run, Agent agent, FileLock ownership)
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
    public string? NotSaved { get; private set; }

    public IAsyncEnumerable<JournalEntry> FollowAsync(long after, CancellationToken stop = default) =>
        run.Journal.FollowAsync(after, stop);

    /// <summary>Words for the job. A cancel and a pause stop what it does now; its own task then writes the ending.</summary>
    public void Send(JobMessage message)
    {
        if (message is JobMessage.Cancel or JobMessage.Pause)
        {
            Interlocked.CompareExchange(ref end, message, null);
            stopping.Cancel();
            return;
        }
        run.Mailbox.Put(message);
    }

    /// <summary>Stops the job because pedrocode leaves; it can be gone on with later.</summary>
    public void Interrupt() => stopping.Cancel();

    internal JobDirectory Directory => run.Directory;

    /// <summary>Takes its place in the queue now, and runs when its turn comes.</summary>
    internal void Begin()
    {
        var turn = run.Turn.TakeAsync(SlotPlace.Tail, stopping.Token);
        Ended = Task.Run(() => RunAsync(turn));
    }

    private async Task RunAsync(Task turn)
    {
        try
        {
            await turn;
            run.Append(new JobStarted(Environment.ProcessId));
            if (FirstSequence > 1)
            {
                // Resumed: whatever a crash left running would work against what comes now.
                await ProcessTree.EndLeftoversAsync(run.Directory.Marker);
            }
            await new PhaseRunner(run, agent).RunAsync(stopping.Token);
        }
        catch (StateNotSavedException e)
        {
            NotSaved = e.Message;
        }
        catch (Exception e)
        {
            End(Ending(e));
        }
        finally
        {
            run.Turn.Give();
            run.Dispose();
            run.Journal.Dispose();
            ownership.Dispose();
            stopping.Dispose();
        }
    }

    private JobEvent Ending(Exception e) =>
        e switch
        {
            OperationCanceledException when end is JobMessage.Cancel => new JobCancelled(),
            OperationCanceledException when end is JobMessage.Pause => new JobPaused(
                View.Phase is { } phase ? $"Paused: you stopped {phase.Name}" : "Paused: you stopped it"
            ),
            OperationCanceledException when stopping.IsCancellationRequested => new JobInterrupted(
                JobInterruptions.Exit
            ),
            JobPauseException => new JobPaused(e.Message),
            JobFailure or ModelException or UserError => new JobFailed(e.Message),
            _ => new JobFailed($"internal error: {e.Message}", e.ToString()),
        };

    private void End(JobEvent ending)
    {
        try
        {
            if (ending is JobCancelled && end?.Request is { } request)
            {
                run.Append(new CancelRequested(request), ending);
                Inbox.Remove(run.Directory, request);
                return;
            }
            run.Append(ending);
        }
        catch (StateNotSavedException e)
        {
            NotSaved = e.Message;
        }
    }
}
