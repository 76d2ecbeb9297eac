using System.Collections.Concurrent;
using System.Collections.Immutable;
using Pedrocode.Core.Agents;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Tools;
using Pedrocode.Core.Trees;

namespace Pedrocode.Core.Jobs;

/// <summary>Runs the jobs of this session, each on its own task, so many at once; and speaks to the jobs of others.</summary>
public sealed class JobScheduler(StateDirectory state, SchedulerSettings settings, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan InboxPause = TimeSpan.FromMilliseconds(300);

    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(2);

    private readonly JobSlots slots = new(settings.MaxConcurrent);
    private readonly Lock gate = new();
    private readonly CancellationTokenSource leaving = new();

    // Names of requests that were given to their job: each is read once.
    private readonly ConcurrentDictionary<string, JobId> given = new();
    private ImmutableList<Job> own = [];
    private Task? inboxes;
    private Task? recovering;

    /// <summary>The jobs this session started, oldest first, ended ones too.</summary>
    public ImmutableList<Job> Own => own;

    public JobCleanUp CleanUp { get; } = new(state, settings.Retention);

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
        var agent = AgentFile.Of(request.Agent, request.Recipe);
        var tree = JobTrees.InPlace(request.WorkDir);
        lock (gate)
        {
            if (settings.WhenFull == WhenFull.Reject && slots.AreFull)
            {
                throw new TooManyJobs(settings.MaxConcurrent);
            }
            var job = Create(request, agent, tree);
            job.Begin();
            own = own.Add(job);
            Recover();
            inboxes ??= Task.Run(WatchInboxesAsync);
            return job;
        }
    }

    /// <summary>
    /// Goes on with an ended job from its last finished call. Throws <see cref="UserError"/> where it is complete, where some process
    /// runs it, or where its journal cannot be gone on with.
    /// </summary>
    public Job Resume(string name, JobResumed granted, Mode mode) => GoOn(name, mode, IsOver, _ => [granted]);

    /// <summary>
    /// Does the last phase of an ended job again, its tree put back to where that phase began. Throws <see cref="UserError"/> as
    /// <see cref="Resume"/> does.
    /// </summary>
    /// <param name="name">An id or a tail of one.</param>
    /// <param name="feedback">What the model is told about its first try; null for nothing.</param>
    /// <param name="mode">How it runs from here on.</param>
    /// <param name="granted">So much beyond its limits; null for nothing.</param>
    public Job Retry(string name, string? feedback, Mode mode, JobResumed? granted = null) =>
        GoOn(
            name,
            mode,
            static view => IsOver(view) && view.Landing != LandingState.NotApplied,
            view =>
                view.Status == JobStatus.Complete
                    ? [granted ?? new JobResumed(), new Reopened(LastWriting(view), feedback)]
                : view.Phase is { } phase ? [granted ?? new JobResumed(), new Rewound(phase.Number, feedback)]
                : [granted ?? new JobResumed()]
        );

    /// <summary>The last phase that may write, by number; the last one where none may.</summary>
    private static int LastWriting(JobView view)
    {
        var phases = AgentFile.Of(view.Agent, view.Recipe).Phases;
        var last = phases.ToList().FindLastIndex(static phase => phase.MayChange);
        return last < 0 ? phases.Length : last + 1;
    }

    private Job GoOn(string name, Mode mode, Func<JobView, bool> isOver, Func<JobView, JobEvent[]> how)
    {
        var directory = state.Find(name);
        lock (gate)
        {
            var ownership = JobOwnership.Take(directory);
            try
            {
                var view = directory.Read().View;
                CheckResumable(directory, view, isOver);
                var agent = AgentFile.Of(view.Agent, view.Recipe);
                var tree = JobTrees.Of(directory, JobTrees.Again(view.Root, view.WorkDir), view.Isolation);
                var journal = Journal.Open(directory, time);
                Append(journal, how(view), mode);
                Inbox.Forget(directory, journal.Entries);
                var job = new Job(Run(directory, journal, tree), agent, ownership);
                Deliver(job);
                job.Begin();
                own = own.RemoveAll(other => other.Id == job.Id).Add(job);
                Recover();
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

    /// <summary>
    /// Every job of every session, oldest first; own ones as they are this moment, ended ones as lists show them:
    /// <see cref="View(string)"/> knows all.
    /// </summary>
    public ImmutableArray<JobView> Views()
    {
        // An own job that has ended may have been gone on with in another terminal.
        var mine = Active.ToDictionary(static job => job.Id);
        return
        [
            .. state
                .All()
                .Select(directory =>
                    mine.TryGetValue(directory.Id, out var job) ? View(job, directory) : directory.TryReadListed()
                )
                .OfType<JobView>()
                .Concat(Own.Where(job => job.IsGone).Select(static job => job.View))
                .OrderBy(static view => view.Id),
        ];
    }

    /// <summary>The jobs of earlier times whose directory is gone, oldest first.</summary>
    public ImmutableArray<JobView> Gone() => [.. state.History.All().Where(view => Own.All(job => job.Id != view.Id))];

    /// <summary>The view of one job of any session. Throws <see cref="UserError"/>.</summary>
    public JobView View(string name)
    {
        if (state.TryFindAmongAll(name) is { } directory)
        {
            if ((Active.FirstOrDefault(job => job.Id == directory.Id)?.View ?? directory.TryReadView()) is { } view)
            {
                return view;
            }
        }
        return state.History.Find(name) ?? state.Find(name).ReadView();
    }

    /// <summary>The queue position of a pending own job, from 1; 0 for any other.</summary>
    public int Position(JobId id)
    {
        var pending = own.Where(static job => job.View.Status == JobStatus.Pending && !job.Ended.IsCompleted).ToList();
        return pending.FindIndex(job => job.Id == id) + 1;
    }

    /// <summary>
    /// Words for a job of any session: its own task acts on them; where nobody runs it (the view has ended) they are kept for its
    /// resume. Throws <see cref="UserError"/> where it is complete, and for a cancel that has nothing to end.
    /// </summary>
    public JobView Send(string name, JobMessage message)
    {
        if (state.TryFind(name) is not { } directory)
        {
            throw state.History.Find(name) is { } gone ? NotRunning(gone) : new UserError($"Job not found: {name}");
        }
        var mine = Active.FirstOrDefault(job => job.Id == directory.Id);
        if (mine?.Send(message) == true)
        {
            return mine.View;
        }
        var view = mine is null ? directory.ReadView() : Ended(mine);
        if (view.Status.IsEnded() && (message is JobMessage.Cancel || view.Status == JobStatus.Complete))
        {
            throw NotRunning(view);
        }
        Inbox.Put(directory, message, time);
        return view;
    }

    /// <summary>
    /// Sees, once and beside everything else, to the jobs whose process died: their ending is written, and what it left running
    /// of theirs is ended.
    /// </summary>
    public void Recover() => recovering ??= Task.Run(() => JobRecovery.RunAsync(state, time));

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
        await (recovering ?? Task.CompletedTask);
        if (!own.IsEmpty)
        {
            CleanUp.Run();
        }
        if (inboxes is not null)
        {
            await inboxes;
        }
        leaving.Dispose();
    }

    /// <summary>The view of a job that writes down its ending now.</summary>
    private static JobView Ended(Job job)
    {
        SpinWait.SpinUntil(() => job.View.Status.IsEnded() || job.Ended.IsCompleted, EndPatience);
        return job.View;
    }

    private static UserError NotRunning(JobView view) => new($"job is not running (status: {JobStatusWords.Of(view)})");

    private Job Create(JobRequest request, Agent agent, JobTree tree)
    {
        var directory = state.Claim(time.GetUtcNow());
        var ownership =
            JobOwnership.TryTake(directory)
            ?? throw new InvalidOperationException($"{directory.Id} is new and has an owner");
        var isolation = JobTrees.WhyInPlace(tree, state) is null ? settings.Isolation : Isolation.None;
        var created = new JobCreated(
            directory.Id,
            agent.Name,
            request.Task,
            request.Mode,
            tree.WorkDir,
            tree.Root,
            request.Session,
            request.Model,
            isolation,
            request.Attached.IsEmpty ? null : request.Attached,
            request.Recipe,
            request.ModelProfile
        );
        try
        {
            var journal = Journal.Create(directory, created, time);
            return new Job(Run(directory, journal, JobTrees.Of(directory, tree, isolation)), agent, ownership);
        }
        catch (StateNotSavedException)
        {
            // What never was is no job, and no damage either.
            JobRemoval.RemoveUnbegun(state, directory);
            ownership.Dispose();
            throw;
        }
    }

    private JobRun Run(JobDirectory directory, Journal journal, JobTree tree) =>
        new()
        {
            Retention = settings.Retention,
            Directory = directory,
            State = state,
            Journal = journal,
            Mailbox = new JobMailbox(),
            Turn = new JobTurn(slots),
            Model = settings.Model(journal.View),
            Facts = settings.Facts(journal.View),
            Slots = settings.Slots(journal.View),
            Tree = tree,
            Toolbox = StandardTools.All,
            Gate = settings.Gate,
            Limits = settings.Limits,
            Checks = settings.Checks,
            Withheld = settings.Withheld,
            Secrets = settings.Secrets,
            TrustedProject = () => settings.Trusted(tree.ProjectRoot, tree.ProjectWorkDir),
            ReviewsPhases = settings.Review == PhaseReview.Phases,
            Time = time,
            Clock = new JobClock(time, journal.View.Ran),
            Temperature = settings.Temperature(journal.View),
            OnAsk = settings.OnAsk,
            Carry = settings.Carry,
            Apply = settings.Apply,
            Commits = settings.Commits,
        };

    private static bool IsOver(JobView view) => view.Status == JobStatus.Complete;

    private static void CheckResumable(JobDirectory directory, JobView view, Func<JobView, bool> isOver)
    {
        if (isOver(view))
        {
            throw new UserError(
                $"{directory.Id} is complete",
                view.Landing == LandingState.NotApplied
                    ? $"apply {directory.Id}, or retry {directory.Id}"
                    : "there is nothing to go on with"
            );
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

    private static void Append(Journal journal, JobEvent[] goingOn, Mode mode)
    {
        if (journal.View.Status.IsActive())
        {
            journal.Append(JobRecovery.Ending(journal.View));
        }
        journal.Append(journal.View.Mode == mode ? goingOn : [.. goingOn, new ModeChanged(mode)]);
    }

    /// <summary>An own job that has ended may have got further facts from elsewhere: its result was applied, or taken back.</summary>
    private static JobView View(Job job, JobDirectory directory) =>
        job.Ended.IsCompleted ? directory.TryReadView() ?? job.View : job.View;

    private void Deliver(Job job)
    {
        foreach (var message in Inbox.Read(job.Directory).Where(message => given.TryAdd(message.Request!, job.Id)))
        {
            job.Send(message);
        }
    }

    private async Task WatchInboxesAsync()
    {
        // Disposing ends the wait without an exception, whose stack trace would cost 10 ms of each short run.
        using var timer = new PeriodicTimer(InboxPause, time);
        using var end = leaving.Token.UnsafeRegister(static it => ((PeriodicTimer)it!).Dispose(), timer);
        while (await timer.WaitForNextTickAsync())
        {
            foreach (var job in Active)
            {
                Deliver(job);
            }
        }
    }
}
