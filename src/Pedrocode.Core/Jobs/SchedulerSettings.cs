using Pedrocode.Core.Checks;
using Pedrocode.Core.Models;
using Pedrocode.Core.Permissions;
using Pedrocode.Core.Trees;

namespace Pedrocode.Core.Jobs;

/// <summary>How a session runs its jobs.</summary>
public sealed record SchedulerSettings
{
    public int MaxConcurrent { get; init; } = 3;

    public WhenFull WhenFull { get; init; } = WhenFull.Queue;

    public JobLimits Limits { get; init; } = new();

    /// <summary>Where new jobs work, in a git repository.</summary>
    public Isolation Isolation { get; init; } = Isolation.None;

    /// <summary>Whether results come into the user's files by themselves.</summary>
    public WhenToApply Apply { get; init; } = WhenToApply.Auto;

    public JobRetention Retention { get; init; } = JobRetention.KeepEverything;

    public CheckSettings Checks { get; init; } = new();

    /// <summary>Null: the server's default.</summary>
    public double? Temperature { get; init; }

    /// <summary>Whether somebody is there to answer questions.</summary>
    public required bool CanAsk { get; init; }

    public required PermissionGate Gate { get; init; }

    /// <summary>The client for a new job's model.</summary>
    public required Func<IModelClient> Model { get; init; }

    /// <summary>What is known of that model.</summary>
    public Func<ModelFacts> Facts { get; init; } = static () => ModelFacts.Unknown;
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
}
