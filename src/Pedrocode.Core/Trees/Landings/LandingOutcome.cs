using System.Collections.Immutable;
using Pedrocode.Core.Tools;

namespace Pedrocode.Core.Trees.Landings;

/// <summary>What came of bringing a change into the user's files.</summary>
public abstract record LandingOutcome
{
    private LandingOutcome() { }

    /// <param name="Record">The tree that keeps what was there before and after; null where nothing had to be touched.</param>
    /// <param name="Commit">On the user's branch, where one was asked for.</param>
    /// <param name="NotCommitted">Why there is none although one was asked for.</param>
    public sealed record Placed(string? Record, string? Commit = null, string? NotCommitted = null) : LandingOutcome;

    /// <summary>Nothing of the user's has changed.</summary>
    public sealed record Conflicting(ImmutableArray<LandingConflict> Conflicts) : LandingOutcome;
}
