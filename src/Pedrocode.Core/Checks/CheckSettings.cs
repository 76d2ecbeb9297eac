using System.Collections.Immutable;

namespace Pedrocode.Core.Checks;

/// <summary>How a session checks the work of its jobs.</summary>
public sealed record CheckSettings
{
    /// <summary>What the user set; null: found from the project's files.</summary>
    public ImmutableArray<string>? Commands { get; init; }

    /// <summary>How often a failure goes back into the phase before the job fails.</summary>
    public int Retries { get; init; } = 2;

    /// <summary>Whether what passed runs once more on the result merged into the user's files, where those have changed since.</summary>
    public bool Recheck { get; init; }

    /// <summary>Of one check.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(15);
}
