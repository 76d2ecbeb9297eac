using System.Collections.Immutable;
using Pedrocode.Cli.Settings;
using Pedrocode.Core;
using Pedrocode.Core.Agents;
using Pedrocode.Core.Checks;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Permissions;
using Pedrocode.Core.Sandboxes;
using Pedrocode.Core.Tools;
using Pedrocode.Core.Trees;
using Pedrocode.Core.Trees.Landings;

namespace Pedrocode.Cli;

/// <summary>One run of pedrocode: its settings, the state it opens when it is first needed, and what the user chose so far.</summary>
internal sealed class Session : IAsyncDisposable
{
    private readonly Lazy<StateDirectory> state;
    private readonly Lazy<JobScheduler> scheduler;

    public Session(Surroundings here, SettingsReading reading, TimeProvider time, bool canAsk)
    {
        Here = here;
        Reading = reading;
        Time = time;
        Id = $"s-{time.GetUtcNow().ToUnixTimeSeconds()}-{Environment.ProcessId}";
        Apply = Settings.Jobs.Apply;
        Models = new ModelChoices(Settings, here);
        Always = new AlwaysRules(StateHome.Of(here).Path);
        Trust = new Trust(StateHome.Of(here).Path);
        Gate = new PermissionGate(
            new PermissionRules
            {
                Allow = [.. Settings.Permissions.Allow.Select(PermissionRule.Parse)],
                Ask = [.. Settings.Permissions.Ask.Select(PermissionRule.Parse)],
                Deny = [.. Settings.Permissions.Deny.Select(PermissionRule.Parse)],
            },
            () =>
                Sandbox.Find(
                    new SandboxSettings
                    {
                        Mode = Settings.Sandbox.Mode,
                        Network = Settings.Sandbox.Network,
                        Readable = [.. Settings.Sandbox.Readable.Select(path => Path.Combine(here.Home, path))],
                        Caches = Settings.Sandbox.Caches,
                        Home = here.Home,
                        StateDirectory = StateHome.Of(here).Path,
                    }
                ),
            Always
        );
        state = new(() => OpenState(here));
        Agents = new OwnAgents(Own("agent"), here.Brief(Own("agent")), () => Trust.Trusted(Root));
        Templates = new TaskTemplates(Own("command"), here.Brief(Own("command")), () => Trust.Trusted(Root));
        OnAsk = canAsk ? OnAsk.Wait : OnAsk.Deny;
        scheduler = new(() => new JobScheduler(State, ToScheduler(), time));
    }

    public Surroundings Here { get; }
    public SettingsReading Reading { get; }
    public PedroSettings Settings => Reading.Settings;
    public TimeProvider Time { get; }
    public string Id { get; }
    public ModelChoices Models { get; }
    public PermissionGate Gate { get; }
    public AlwaysRules Always { get; }
    public Trust Trust { get; }
    public OwnAgents Agents { get; }
    public TaskTemplates Templates { get; }
    public StateDirectory State => state.Value;
    public JobScheduler Scheduler => scheduler.Value;

    /// <summary>The project the user stands in.</summary>
    public string Root => ProjectRoot.Of(Here.WorkDir);

    /// <summary>What the project brings along that has no effect before the user says yes; null where there is nothing of the kind.</summary>
    public FolderOffer? Untrusted
    {
        get
        {
            var offer = Offer;
            var trusted = Trust.Trusted(Root, Here.WorkDir)?.Files;
            var rest = offer
                .Files.Where(file => trusted?.ContainsKey(file.Key) is not true)
                .ToImmutableSortedDictionary();
            return
                offer.IsTooLarge
                || rest.Keys.Any(static name => name != SettingsPlace.ProjectFile)
                || (!rest.IsEmpty && Reading.Ignored.Any(static one => one.Why == SettingsLayers.Untrusted))
                ? offer with
                {
                    Files = rest,
                }
                : null;
        }
    }

    /// <summary>What the project brings along, as it is now.</summary>
    public FolderOffer Offer => Trust.Look(Root, Here.WorkDir);

    public JobLandings Landings => LandingsTelling(static _ => { });

    /// <param name="begun">Told of each check that runs once more before a result is applied.</param>
    public JobLandings LandingsTelling(Action<Check> begun) =>
        new(State, Time, Here.WorkDir, Settings.Git.Commit)
        {
            Checks = Settings.Jobs.Recheck
                ? new ApplyChecks(Gate, ToChecks(), Settings.Jobs.Carry, Withheld, Secrets) { Begun = begun }
                : null,
        };

    /// <summary>Why jobs started here work in the user's own files although that is not what is set; null where they need not.</summary>
    public string? WhyInPlace =>
        Settings.Jobs.Isolation == Isolation.Tree ? JobTrees.WhyInPlace(JobTrees.InPlace(Here.WorkDir), State) : null;

    /// <summary>Whether results come into the user's files by themselves; as set, unless this run was told otherwise.</summary>
    public WhenToApply Apply { get; set; }

    /// <summary>What becomes of calls that must be asked about; counts from the first job on.</summary>
    public OnAsk OnAsk { get; set; }

    /// <summary>The agent for the next task.</summary>
    public string Agent { get; set; } = AgentFile.BuiltIn[0];

    /// <summary>The mode for the next task.</summary>
    public Mode Mode { get; set; } = Mode.Interactive;

    /// <summary>Starts a job for the task. Throws <see cref="UserError"/>.</summary>
    public async Task<Job> StartAsync(NewTask task, CancellationToken stop)
    {
        var agent = Agents.Find(task.Agent);
        var (model, profile) = await Models.MeantAsync(task.Model ?? agent.Agent?.Model, stop);
        var attached = AttachedFiles.Read(task.Written ?? task.Text, JobTrees.InPlace(Here.WorkDir));
        return Scheduler.Start(
            new JobRequest(task.Agent, task.Text)
            {
                Recipe = agent.Recipe,
                Mode = task.Mode,
                WorkDir = Here.WorkDir,
                Session = Id,
                Model = model,
                ModelProfile = profile,
                Attached = attached,
            }
        );
    }

    /// <summary>What the user may have meant otherwise in a task that was started; null for nothing.</summary>
    public string? Remark(NewTask task) =>
        AttachedFiles.LeftAsText(task.Written ?? task.Text, JobTrees.InPlace(Here.WorkDir)).ToList()
            is { Count: > 0 } names
            ? $"No such file, left as text: {string.Join(", ", names.Select(static name => $"@{name}"))}"
            : null;

    /// <summary>A task as typed: for the agent and in the mode that are chosen.</summary>
    public NewTask Task(string text) => new(text, Agent, Mode);

    /// <summary>Finishes or reverses what a killed pedrocode had begun in somebody's files, before anything else is done.</summary>
    public async Task RecoverAsync()
    {
        if (JobLandings.MayBeUnfinished(StateHome.Of(Here).Path) && !State.IsNewer)
        {
            foreach (var line in await JobLandings.RecoverAsync(State, Time))
            {
                StandardError.WriteLine(Core.Tools.VisibleText.CleanLine(line));
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (scheduler.IsValueCreated)
        {
            await Scheduler.DisposeAsync();
        }
    }

    private string Own(string kind) => Path.Combine(Here.XdgFolder("XDG_CONFIG_HOME", ".config"), "pedrocode", kind);

    private static StateDirectory OpenState(Surroundings here)
    {
        try
        {
            var home = StateHome.Of(here);
            var opened = StateDirectory.Open(home.Path);
            if (home.IsDefault)
            {
                EarlierPlace.Link(EarlierPlace.Path, opened.Jobs);
            }
            return opened;
        }
        catch (UserError e)
        {
            throw new StateUnusableException(e);
        }
    }

    private static readonly ImmutableArray<string> KeyVariables =
    [
        "PEDROCODE_API_KEY",
        "OPENAI_API_KEY",
        "ANTHROPIC_API_KEY",
    ];

    private ImmutableArray<string> Withheld =>
        [.. Settings.EveryModel.Select(static model => model.ApiKeyVariable).OfType<string>()];

    private KnownSecrets Secrets =>
        new(
            KeyVariables
                .Select(Here.Variable)
                .Concat(Settings.EveryModel.Select(static model => model.ApiKey?.Reveal()))
                .OfType<string>()
        );

    private CheckSettings ToChecks() =>
        new()
        {
            Commands = Settings.Project.Checks,
            Retries = Settings.Limits.CheckRetries,
            Recheck = Settings.Jobs.Recheck,
        };

    private SchedulerSettings ToScheduler() =>
        new()
        {
            MaxConcurrent = Settings.Jobs.MaxConcurrent,
            WhenFull = Settings.Jobs.WhenFull,
            Apply = Apply,
            Commits = Settings.Git.Commit,
            Isolation = Settings.Jobs.Isolation,
            Carry = Settings.Jobs.Carry,
            Review = Settings.Jobs.Review,
            Trusted = Trust.Trusted,
            Limits = new JobLimits
            {
                Duration = Settings.Limits.MaxTaskDuration,
                Inferences = Settings.Limits.MaxInferenceRuns,
                Tokens = Settings.Limits.MaxTokens ?? 0,
                Cost = Settings.Limits.MaxCost ?? 0,
            },
            Checks = ToChecks(),
            Retention = new JobRetention
            {
                KeepsAll = Settings.Debug.KeepTempFiles,
                MaxUnfinished = Settings.Jobs.MaxUnfinished,
            },
            OnAsk = OnAsk,
            Withheld = Withheld,
            Secrets = Secrets,
            Gate = Gate,
            Model = job => Models.Of(job).Client,
            Facts = job => Models.Of(job).FactsOf(job.Model),
            Slots = job => Models.Of(job).SlotsIn(State.Path, Time),
            Temperature = job => Models.Of(job).Temperature,
        };
}

/// <summary>What is to become a job.</summary>
internal sealed record NewTask(string Text, string Agent, Mode Mode)
{
    /// <summary>A model of the server in use, or a profile; null: what the agent says, else the model in use.</summary>
    public string? Model { get; init; }

    /// <summary>The part of the text in which an <c>@path</c> attaches a file; null: all of it.</summary>
    public string? Written { get; init; }
}

/// <summary>The state directory cannot be used: exit code 3.</summary>
internal sealed class StateUnusableException(UserError why) : Exception(why.Message, why)
{
    public UserError Why { get; } = why;
}
