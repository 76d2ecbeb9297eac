using System.Collections.Immutable;
using Pedrocode.Core.Checks;
using Pedrocode.Core.Models;
using Pedrocode.Core.Permissions;
using Pedrocode.Core.Tools;
using Pedrocode.Core.Trees;

namespace Pedrocode.Core.Jobs;

/// <summary>How a session runs its jobs.</summary>
public sealed record SchedulerSettings
{
    public int MaxConcurrent { get; init; } = 3;

    public WhenFull WhenFull { get; init; } = WhenFull.Queue;

    public JobLimits Limits { get; init; } = new();

    /// <summary>Where new jobs work.</summary>
    public Isolation Isolation { get; init; } = Isolation.None;

    /// <summary>Names of folders that git ignores and that a job's own tree has all the same.</summary>
    public ImmutableArray<string> Carry { get; init; } = [];

    /// <summary>Whether results come into the user's files by themselves.</summary>
    public WhenToApply Apply { get; init; } = WhenToApply.Auto;

    /// <summary>Whether what comes into the user's files is committed on their branch.</summary>
    public bool Commits { get; init; }

    public JobRetention Retention { get; init; } = JobRetention.KeepEverything;

    /// <summary>What the user trusts of that which a project brings along, by its root and where in it he stands: only then its words for agents count.</summary>
    public Func<string, string, FolderOffer?> Trusted { get; init; } = static (_, _) => null;

    /// <summary>Variables that no command of a job gets.</summary>
    public ImmutableArray<string> Withheld { get; init; } = [];

    /// <summary>What is taken out of everything that others write.</summary>
    public KnownSecrets Secrets { get; init; } = KnownSecrets.None;

    /// <summary>What of a background job somebody must approve.</summary>
    public PhaseReview Review { get; init; }

    public CheckSettings Checks { get; init; } = new();

    public required OnAsk OnAsk { get; init; }

    public required PermissionGate Gate { get; init; }

    /// <summary>The client for a job's model.</summary>
    public required Func<JobView, IModelClient> Model { get; init; }

    /// <summary>What its server works on at once; null: nobody has to wait.</summary>
    public Func<JobView, ServerSlots?> Slots { get; init; } = static _ => null;

    /// <summary>What is known of that model.</summary>
    public Func<JobView, ModelFacts> Facts { get; init; } = static _ => ModelFacts.Unknown;

    /// <summary>How freely that model chooses its words; null: the server's default.</summary>
    public Func<JobView, double?> Temperature { get; init; } = static _ => null;
}

public enum WhenFull
{
    Queue,
    Reject,
}

/// <summary>When a job's result is brought into the user's files.</summary>
public enum WhenToApply
{
    Auto,
    Ask,
    Never,

    /// <summary>As <see cref="Never"/>, asked for this run alone.</summary>
    NotInThisRun,
}

public enum PhaseReview
{
    None,

    /// <summary>A background job waits after each phase, as an interactive one does.</summary>
    Phases,
}

/// <summary>What becomes of a call that must be asked about.</summary>
public enum OnAsk
{
    /// <summary>Somebody is there: the job waits for the answer.</summary>
    Wait,

    /// <summary>Nobody is there: it is refused and the model is told.</summary>
    Deny,

    /// <summary>Nobody is there: the job stops with the question, and goes on once it is answered and resumed.</summary>
    Park,
}
