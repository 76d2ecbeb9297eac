using Pedrocode.Core.Journals;
using Pedrocode.Core.Models;
using Pedrocode.Core.Permissions;
using Pedrocode.Core.Tools;
using Pedrocode.Core.Trees;

namespace Pedrocode.Core.Jobs;

/// <summary>What a running job works with. Only the job's own task touches it.</summary>
internal sealed class JobRun : IDisposable
{
    private readonly List<JobEvent> staged = [];
    private DirectoryHold? hold;

    public required JobDirectory Directory { get; init; }
    public required StateDirectory State { get; init; }
    public required Journal Journal { get; init; }
    public required JobMailbox Mailbox { get; init; }
    public required JobTurn Turn { get; init; }
    public required IModelClient Model { get; init; }
    public required JobTree Tree { get; init; }
    public required Toolbox Toolbox { get; init; }
    public required PermissionGate Gate { get; init; }
    public required JobLimits Limits { get; init; }
    public required TimeProvider Time { get; init; }
    public required JobClock Clock { get; init; }
    public required double? Temperature { get; init; }

    public LiveFeed Live { get; } = new();

    /// <summary>Whether somebody is there to answer questions.</summary>
    public required bool CanAsk { get; init; }

    public JobView View => Journal.View;

    /// <summary>Keeps an event for the next <see cref="Append"/>, so that what happens at one moment shares one sync.</summary>
    public void Stage(JobEvent fact) => staged.Add(fact);

    public void Append(params ReadOnlySpan<JobEvent> events)
    {
        if (staged.Count == 0)
        {
            Journal.Append(events);
            return;
        }
        JobEvent[] all = [.. staged, .. events];
        staged.Clear();
        Journal.Append(all);
    }

    /// <summary>The journal as it will stand when what is staged is written.</summary>
    public IEnumerable<JournalEntry> EntriesAndStaged =>
        Journal.Entries.Concat(
            staged.Select((fact, i) => new JournalEntry(View.Sequence + 1 + i, Time.GetUtcNow(), fact))
        );

    /// <summary>Writes what is staged.</summary>
    public void Flush()
    {
        if (staged.Count > 0)
        {
            Append([]);
        }
    }

    /// <summary>Before the first call that may write: the directory is this job's until it ends.</summary>
    public async Task HoldDirectoryAsync(CancellationToken stop)
    {
        if (hold is not null)
        {
            return;
        }
        // What led here is on disk before the job may have to wait.
        Flush();
        var waited = false;
        hold = await Clock.WaitAsync(() =>
            DirectoryHold.TakeAsync(
                State,
                Tree,
                Directory.Id,
                holder =>
                {
                    waited = true;
                    Append(new DirectoryAwaited(holder));
                },
                Time,
                stop
            )
        );
        if (waited)
        {
            Append(new DirectoryTaken());
        }
    }

    /// <summary>Reads words of the user; called where a round begins and while the job waits for an answer.</summary>
    public void Read(JobMessage message)
    {
        switch (message)
        {
            case JobMessage.Steer(var text, var request):
                Append(new Steered(text, request));
                break;
            case JobMessage.ChangeMode(var mode, _) when mode != View.Mode:
                Append(new ModeChanged(mode));
                break;
            default:
                // An answer to a question that no longer waits.
                break;
        }
        if (message.Request is { } file)
        {
            Inbox.Remove(Directory, file);
        }
    }

    public void Dispose() => hold?.Dispose();
}
