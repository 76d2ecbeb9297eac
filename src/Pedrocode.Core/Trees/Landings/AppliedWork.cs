using System.Collections.Immutable;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Tools;

namespace Pedrocode.Core.Trees.Landings;

/// <param name="Changes">What the job's work is, file by file.</param>
public sealed record AppliedWork(
    JobId Id,
    WorkOutcome Outcome,
    ImmutableArray<FileChange> Changes,
    ImmutableArray<LandingConflict> Conflicts
)
{
    /// <summary>That holds the change, and goes on holding it after an undo.</summary>
    public string? Commit { get; init; }

    /// <summary>Why there is no commit although one was wanted.</summary>
    public string? NotCommittedWhy { get; init; }
}

public enum WorkOutcome
{
    Done,

    /// <summary>It was so before.</summary>
    Already,

    /// <summary>Nothing was changed.</summary>
    Conflicts,
}

/// <param name="IsSalvaged">It can still be had.</param>
public sealed record DiscardedWork(JobId Id, bool IsSalvaged);

public sealed record SalvagedWork(JobId Id, ImmutableArray<FileChange> Changes);

/// <param name="Patch">A unified diff, not cleaned for a terminal.</param>
public sealed record WorkDiff(JobId Id, string Patch, ImmutableArray<FileChange> Files);
