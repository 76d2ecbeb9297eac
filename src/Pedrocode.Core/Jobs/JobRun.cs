using System.Collections.Immutable;
using Pedrocode.Core.Checks;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Models;
using Pedrocode.Core.Permissions;
using Pedrocode.Core.Sandboxes;
using Pedrocode.Core.Tools;
using Pedrocode.Core.Trees;

namespace Pedrocode.Core.Jobs;

/// <summary>What a running job works with. Only the job's own task touches it.</summary>
internal sealed class JobRun : IDisposable
{
    private readonly List<JobEvent> staged = [];
    private readonly Lock appending = new();
    private readonly List<JobMessage.Reply> earlyReplies = [];
    private DirectoryHold? hold;
    private int? lastSlot;

    public required JobDirectory Directory { get; init; }
    public required StateDirectory State { get; init; }
    public required Journal Journal { get; init; }
    public required JobMailbox Mailbox { get; init; }
    public required JobTurn Turn { get; init; }
    public required IModelClient Model { get; init; }
    public required ServerSlots? Slots { get; init; }
    public required ModelFacts Facts
    {
        get;
        init
        {
            field = value;
            Window = new Agents.ContextWindow(value);
        }
    }

    /// <summary>How full the model's window is.</summary>
    public Agents.ContextWindow Window { get; private init; } = null!;

    /// <summary>With what stands in it that is not the job's own, once that is known.</summary>
    public required JobTree Tree
    {
        get => View.Foreign is { } foreign ? field with { Foreign = foreign } : field;
        init;
    }
    public required Toolbox Toolbox { get; init; }

    /// <summary>Names of ignored folders that are taken along into its own tree.</summary>
    public ImmutableArray<string> Carry { get; init; } = [];

    public required PermissionGate Gate { get; init; }
    public required JobLimits Limits { get; init; }
    public required JobRetention Retention { get; init; }
    public required TimeProvider Time { get; init; }
    public required JobClock Clock { get; init; }
    public required double? Temperature { get; init; }

    public LiveFeed Live { get; } = new();

    /// <summary>Ends a call under way: somewhat later than everything else where pedrocode leaves.</summary>
    public CancellationToken CallStop { get; set; }

    public required OnAsk OnAsk { get; init; }

    public required WhenToApply Apply { get; init; }

    /// <summary>Whether landing makes a commit.</summary>
    public required bool Commits { get; init; }

    /// <summary>The job's own tree; null in place.</summary>
    public IsolatedTree? Isolated { get; set; }

    public JobView View => Journal.View;

    /// <summary>What of that which the project brings along the user trusts: its words for agents are told to the model.</summary>
    public required Func<FolderOffer?> TrustedProject { get; init; }

    /// <summary>Whether each phase is reviewed in the background too.</summary>
    public required bool ReviewsPhases { get; init; }

    public required CheckSettings Checks { get; init; }

    public ImmutableArray<string> Withheld { get; init; } = [];

    public KnownSecrets Secrets { get; init; } = KnownSecrets.None;

    /// <summary>What a command reaches that the gate let through.</summary>
    /// <param name="network">Whether it may use the network.</param>
    public Reach ReachOf(bool network) =>
        Gate.Sandbox.WhyNot(Tree) is not null ? Reach.Everything
        : network ? Reach.Network
        : Reach.Tree;

    /// <summary>What a call, or a check, may use now.</summary>
    public ToolContext ToolContext(Reach? reach = null) =>
        new()
        {
            Tree = Tree,
            Seen = View.Seen,
            OutputFolder = Directory.Output,
            GuardNote = Directory.GuardNote,
            Marker = Directory.Marker,
            Hides = (tool, path) => Gate.Hides(tool, path, Tree),
            Withheld = Withheld,
            Secrets = Secrets,
            Sandbox = Gate.Sandbox,
            Reach = reach ?? Reach.Tree,
            MostResult = Window.MostResult,
            Live = lines => Live.Say(new LivePart.Output(lines)),
        };

    /// <summary>Keeps an event for the next <see cref="Append"/>, so that what happens at one moment shares one sync.</summary>
    public void Stage(JobEvent fact) => staged.Add(fact);

    public void Append(params ReadOnlySpan<JobEvent> events)
    {
        JobEvent[] all = [.. staged, .. events];
        staged.Clear();
        lock (appending)
        {
            Journal.Append(all);
        }
    }

    /// <summary>A fact of what the job has going on beside its own task: before or after what that one stages, never between.</summary>
    public void AppendBeside(JobEvent fact)
    {
        lock (appending)
        {
            Journal.Append(fact);
        }
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

    /// <summary>Whether no call has had to do with the job's own tree: it is as its base, and need not even be there.</summary>
    public bool IsTreeUnused =>
        Isolated is not null
        && !Journal.Entries.Any(static entry => entry.Event is ToolCallStarted or Rewound or Reopened or Rebased);

    /// <summary>Afterwards the journal names a checkpoint of the job's tree as it is; in place there is none.</summary>
    public async Task SaveTreeAsync(CancellationToken stop)
    {
        if (Isolated is { } tree && (tree.IsReady || !IsTreeUnused))
        {
            Flush();
            await tree.SaveAsync(stop);
        }
    }

    /// <summary>After a rewind: the files of the job's own tree are as its checkpoint says. Safe to repeat.</summary>
    public async Task PutTreeBackAsync(CancellationToken stop)
    {
        if (Isolated is { } tree)
        {
            await tree.ReadyAsync(stop);
            await tree.RestoreAsync(View.Checkpoint!.Commit, stop);
        }
    }

    /// <summary>Before a call that works with files: the job's tree is there.</summary>
    public async Task TreeReadyAsync(CancellationToken stop)
    {
        if (Isolated is { } tree)
        {
            Flush();
            await tree.ReadyAsync(stop);
        }
    }

    /// <summary>The right to one request, the slot of the last one if it can be; null where the server's are not counted.</summary>
    public async Task<ServerSlot?> TakeSlotAsync(CancellationToken stop)
    {
        if (Slots is not { } slots)
        {
            return null;
        }
        var slot = slots.TryTake(lastSlot);
        if (slot is null)
        {
            Append(new ModelAwaited(slots.Length));
            slot = await Clock.WaitAsync(() =>
                AttendAsync(stopping => slots.TakeAsync(lastSlot, View.Mode == Mode.Interactive, stopping), stop)
            );
            Append(new ModelTaken());
        }
        lastSlot = slot.Number;
        return slot;
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

    /// <summary>
    /// Does what takes time and reads the user's words meanwhile, so that they are on disk at once. <paramref name="work"/>
    /// appends only by <see cref="AppendBeside"/>.
    /// </summary>
    public async Task<T> AttendAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken stop)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var doing = work(ending.Token);
        try
        {
            while (!doing.IsCompleted && !stop.IsCancellationRequested)
            {
                await Task.WhenAny(doing, Mailbox.ArrivalAsync(ending.Token));
                ReadMailbox();
            }
            return await doing;
        }
        finally
        {
            // Where a word could not be saved the work must not go on alone.
            await ending.CancelAsync();
            await Task.WhenAny(doing);
        }
    }

    public void ReadMailbox()
    {
        foreach (var message in Mailbox.TakeAll())
        {
            Read(message);
        }
    }

    /// <summary>The answer that came before its question was asked again, after a resume; null where none did.</summary>
    public JobMessage.Reply? EarlyReply(int number)
    {
        var reply = earlyReplies.Find(early => early.Number == number);
        earlyReplies.Clear();
        return reply;
    }

    /// <summary>Reads words of the user and journals them.</summary>
    public void Read(JobMessage message)
    {
        switch (message)
        {
            case JobMessage.Steer(var text, var request):
                Append(new Steered(text, request));
                break;
            case JobMessage.ChangeMode(var mode, var request) when mode != View.Mode:
                Append(new ModeChanged(mode, request));
                break;
            case JobMessage.Cancel { Request: { } request }:
                Append(new CancelRequested(request));
                break;
            case JobMessage.Reply { Number: { } number } early when number == View.Question?.Number:
                // Its file stays until the answer is journalled.
                earlyReplies.Add(early);
                return;
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
