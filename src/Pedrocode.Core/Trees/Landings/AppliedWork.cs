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

    /// <summary>Why it does not land, where that is no conflict.</summary>
    public string? WhyNot { get; init; }

    /// <summary>What the check that failed printed, shortened.</summary>
    public string? Failure { get; init; }

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

    /// <summary>Merged into the user's files it would fail the project's checks. Nothing was changed.</summary>
    ChecksFail,
}

/// <param name="IsSalvaged">It can still be had.</param>
public sealed record DiscardedWork(JobId Id, bool IsSalvaged);

public sealed record SalvagedWork(JobId Id, ImmutableArray<FileChange> Changes);

/// <param name="Patch">A unified diff, not cleaned for a terminal.</param>
public sealed record WorkDiff(JobId Id, string Patch, ImmutableArray<FileChange> Files)
{
    /// <summary>Why it is not in the user's files, which may be others than the patch begins from; null where it is, or was not brought there yet.</summary>
    public string? NotAppliedWhy { get; init; }
}
