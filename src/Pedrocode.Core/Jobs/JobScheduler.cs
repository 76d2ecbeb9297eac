using System.Collections.Immutable;
using Pedrocode.Core.Agents;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Posix;
using Pedrocode.Core.Tools;
using Pedrocode.Core.Trees;

namespace Pedrocode.Core.Jobs;

/// <summary>Runs the jobs of this session, each on its own task, so many at once; and speaks to the jobs of others.</summary>
public sealed class JobScheduler(StateDirectory state, SchedulerSettings settings, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan InboxPause = TimeSpan.FromMilliseconds(200);

    private readonly JobSlots slots = new(settings.MaxConcurrent);
    private readonly Lock gate = new();
    private readonly CancellationTokenSource leaving = new();
    private ImmutableList<Job> own = [];
    private Task? inboxes;

    /// <summary>The jobs this session started, oldest first, ended ones too.</summary>
    public ImmutableList<Job> Own => own;

    public IEnumerable<Job> Active => own.Where(static job => !job.Ended.IsCompleted);

    /// <summary>
    /// Starts the job, or queues it where so many run already. Throws <see cref="UserError"/> where the agent is unknown or the
    /// session is full and rejects, <see cref="StateNotSavedException"/> where the job cannot be written down.
    /// </summary>
    public Job Start(JobRequest request)
    {
        if (string.IsNullOrWhiteSpace(request.Task))
        {
            throw new UserError("the task is empty", "say what is to be done");
        }
        var agent = AgentFile.Load(request.Agent);
        var tree = JobTrees.InPlace(request.WorkDir);
        lock (gate)
        {
            if (settings.WhenFull == WhenFull.Reject && slots.AreFull)
            {
                throw new UserError(
                    $"Already running {settings.MaxConcurrent} jobs (max: {settings.MaxConcurrent})",
                    "Use /jobs to see active jobs"
                );
            }
            var job = Create(request, agent, tree);
            job.Begin();
            own = own.Add(job);
            inboxes ??= Task.Run(WatchInboxesAsync);
            return job;
        }
    }

    /// <summary>
    /// Goes on with an ended job from its last finished call. Throws <see cref="UserError"/> where it is complete, where some process
    /// runs it, or where its journal cannot be gone on with.
    /// </summary>
    public Job Resume(string name, JobResumed granted, Mode mode)
    {
        var directory = state.Find(name);
        lock (gate)
        {
            var ownership = TakeOver(directory);
            try
            {
                var view = directory.Read().View;
                CheckResumable(directory, view);
                var agent = AgentFile.Load(view.Agent);
                var tree = JobTrees.Of(directory, JobTrees.InPlace(view.WorkDir), view.Isolation);
                var journal = Journal.Open(directory, time);
                Append(journal, granted, mode);
                var job = new Job(Run(directory, journal, tree), agent, ownership);
                job.Begin();
                own = own.RemoveAll(other => other.Id == job.Id).Add(job);
                inboxes ??= Task.Run(WatchInboxesAsync);
                return job;
            }
            catch
            {
                ownership.Dispose();
                throw;
            }
        }
    }

    /// <summary>Every job of every session, oldest first; own ones as they are this moment.</summary>
    public ImmutableArray<JobView> Views()
    {
        var mine = own.ToDictionary(static job => job.Id);
        return
        [
            .. state
                .All()
                .Select(directory =>
                    mine.TryGetValue(directory.Id, out var job) ? View(job, directory) : TryView(directory)
                )
                .OfType<JobView>(),
        ];
    }

    /// <summary>The view of one job of any session. Throws <see cref="UserError"/>.</summary>
    public JobView View(string name)
    {
        var directory = state.Find(name);
        return own.Find(job => job.Id == directory.Id) is { } mine ? View(mine, directory) : directory.ReadView();
    }

    /// <summary>The queue position of a pending own job, from 1; 0 for any other.</summary>
    public int Position(JobId id)
    {
        var pending = own.Where(static job => job.View.Status == JobStatus.Pending && !job.Ended.IsCompleted).ToList();
        return pending.FindIndex(job => job.Id == id) + 1;
    }

    /// <summary>Words for a job of any session: its own task acts on them. Throws <see cref="UserError"/> where nobody runs it.</summary>
    public JobView Send(string name, JobMessage message)
    {
        var directory = state.Find(name);
        if (own.Find(job => job.Id == directory.Id) is { } mine)
        {
            if (mine.View.Status.IsEnded())
            {
                throw NotRunning(mine.View);
            }
            mine.Send(message);
            return mine.View;
        }
        var view = directory.ReadView();
        if (view.Status.IsEnded())
        {
            throw NotRunning(view);
        }
        Inbox.Put(directory, message, time);
        return view;
    }

    /// <summary>Stops every own job so that it can be gone on with, and waits for them; returns those that were active.</summary>
    public async Task<ImmutableArray<Job>> InterruptAsync(TimeSpan patience)
    {
        var active = Active.ToImmutableArray();
        foreach (var job in active)
        {
            job.Interrupt();
        }
        await Task.WhenAny(Task.WhenAll(active.Select(static job => job.Ended)), Task.Delay(patience, time));
        return active;
    }

    public async ValueTask DisposeAsync()
    {
        await InterruptAsync(TimeSpan.FromSeconds(5));
        await leaving.CancelAsync();
        if (inboxes is not null)
        {
            await inboxes;
        }
        leaving.Dispose();
    }

    private static UserError NotRunning(JobView view) => new($"job is not running (status: {JobStatusWords.Of(view)})");

    private Job Create(JobRequest request, Agent agent, JobTree tree)
    {
        var directory = state.Claim(time.GetUtcNow());
        var ownership =
            FileLock.TryTake(directory.Lock)
            ?? throw new InvalidOperationException($"{directory.Id} is new and has an owner");
        var isolation = tree.InGit ? settings.Isolation : Isolation.None;
        var created = new JobCreated(
            directory.Id,
            agent.Name,
            request.Task,
            request.Mode,
            tree.WorkDir,
            tree.Root,
            request.Session,
            request.Model,
            isolation
        );
        return new Job(
            Run(directory, Journal.Create(directory, created, time), JobTrees.Of(directory, tree, isolation)),
            agent,
            ownership
        );
    }

    private JobRun Run(JobDirectory directory, Journal journal, JobTree tree) =>
        new()
        {
            Directory = directory,
            State = state,
            Journal = journal,
            Mailbox = new JobMailbox(),
            Turn = new JobTurn(slots),
            Model = settings.Model(),
            Tree = tree,
            Toolbox = StandardTools.All,
            Gate = settings.Gate,
            Limits = settings.Limits,
            Time = time,
            Clock = new JobClock(time),
            Temperature = settings.Temperature,
            CanAsk = settings.CanAsk,
            Apply = settings.Apply,
        };

    private static FileLock TakeOver(JobDirectory directory)
    {
        // Who only looks whether a job is owned holds the lock for a moment.
        for (var tries = 0; tries < 50; tries++)
        {
            if (FileLock.TryTake(directory.Lock) is { } taken)
            {
                return taken;
            }
            Thread.Yield();
        }
        var owner = directory.Read().Entries.Select(static entry => entry.Event).OfType<JobStarted>().LastOrDefault();
        throw new UserError(
            $"{directory.Id} is run by {(owner is null ? "another pedrocode" : $"pedrocode with pid {owner.Pid}")}",
            $"see it with: logs {directory.Id} -f"
        );
    }

    private static void CheckResumable(JobDirectory directory, JobView view)
    {
        if (view.Status == JobStatus.Complete)
        {
            throw new UserError($"{directory.Id} is complete", "there is nothing to go on with");
        }
        if (view.IsEmpty)
        {
            throw new UserError($"{directory.Id} has no journal that can be read");
        }
        if (view.HasUnknownEvents)
        {
            throw new UserError(
                $"{directory.Id} was written by a newer pedrocode",
                "it can be shown, not resumed: use that version"
            );
        }
    }

    private static void Append(Journal journal, JobResumed granted, Mode mode)
    {
        if (journal.View.Status.IsActive())
        {
            journal.Append(new JobInterrupted(JobInterruptions.OwnerDied));
        }
        journal.Append(journal.View.Mode == mode ? [granted] : [granted, new ModeChanged(mode)]);
    }

    /// <summary>An own job that has ended may have got further facts from elsewhere: its result was applied, or taken back.</summary>
    private static JobView View(Job job, JobDirectory directory) =>
        job.Ended.IsCompleted ? TryView(directory) ?? job.View : job.View;

    private static JobView? TryView(JobDirectory directory)
    {
        try
        {
            return directory.ReadView() is { IsEmpty: false } view ? view : null;
        }
        catch (UserError)
        {
            // Made, and not begun yet; or being deleted.
            return null;
        }
    }

    private async Task WatchInboxesAsync()
    {
        var given = new HashSet<string>();
        using var timer = new PeriodicTimer(InboxPause, time);
        try
        {
            while (await timer.WaitForNextTickAsync(leaving.Token))
            {
                foreach (var job in Active)
                {
                    foreach (var message in Inbox.Read(job.Directory).Where(message => given.Add(message.Request!)))
                    {
                        job.Send(message);
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Leaving.
        }
    }
}
