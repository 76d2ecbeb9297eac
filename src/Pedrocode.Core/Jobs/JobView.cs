using System.Collections.Immutable;
using Pedrocode.Core.Checks;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Tools;
using Pedrocode.Core.Trees;

namespace Pedrocode.Core.Jobs;

/// <summary>A job as its journal tells it: a fold, immutable, the only source of every list and screen.</summary>
public sealed record JobView
{
    public static JobView Empty { get; } = new();

    public JobId Id { get; init; }
    public string Agent { get; init; } = "";

    /// <summary>The text of its agent's file; null for a built-in agent.</summary>
    public string? Recipe { get; init; }
    public string Task { get; init; } = "";
    public Mode Mode { get; init; }
    public string WorkDir { get; init; } = "";
    public string Root { get; init; } = "";
    public string Session { get; init; } = "";
    public string Model { get; init; } = "";

    /// <summary>The profile of the settings that says where its model is reached; null: their section <c>model</c>.</summary>
    public string? ModelProfile { get; init; }
    public JobStatus Status { get; init; }
    public DateTimeOffset Created { get; init; }
    public DateTimeOffset? Ended { get; init; }

    /// <summary>Sequence of the last entry folded in; 0 for a job without any.</summary>
    public long Sequence { get; init; }

    public PhaseView? Phase { get; init; }
    public int Round { get; init; }
    public int ToolCalls { get; init; }
    public int LlmCalls { get; init; }

    /// <summary>In and out, as the server counted them.</summary>
    public long Tokens => Usage.In + Usage.Out;

    public JobUsage Usage { get; init; } = new();

    /// <summary>The last thing that happened, in a few words.</summary>
    public string LastEvent { get; init; } = "";

    /// <summary>The job's last words, of a completed job.</summary>
    public string? Output { get; init; }

    public string? Error { get; init; }

    /// <summary>The project's checks, as they were found before the first edit.</summary>
    public ImmutableArray<Check> Checks { get; init; } = [];

    /// <summary>How often a failed check has sent the phase back that is open.</summary>
    public int CheckRetries { get; init; }

    /// <summary>What the checks said after the last edit; null before they ran.</summary>
    public Verification? Verification { get; init; }

    /// <summary>What the user is asked now; null while nothing waits.</summary>
    public QuestionView? Question { get; init; }

    /// <summary>How many questions were asked so far.</summary>
    public int Questions { get; init; }

    /// <summary>Whether its end was asked for and the ending is not written yet.</summary>
    public bool CancelAsked { get; init; }

    /// <summary>The job whose writing this one waits for; null while it does not.</summary>
    public string? WaitsFor { get; init; }

    /// <summary>Whether it waits for the server to have time for it.</summary>
    public bool WaitsForModel { get; init; }

    /// <summary>Files changed so far, by path relative to the root.</summary>
    public ImmutableSortedDictionary<string, FileChange> Files { get; init; } =
        ImmutableSortedDictionary.Create<string, FileChange>(StringComparer.Ordinal);

    /// <summary>What the model knows of the files: by path relative to the root, the SHA-256 of what it last read or wrote.</summary>
    public ImmutableDictionary<string, string> Seen { get; init; } =
        ImmutableDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Where the job works.</summary>
    public Isolation Isolation { get; init; }

    /// <summary>The user's files as the job found them; null before, and in place.</summary>
    public BaseTaken? Base { get; init; }

    /// <summary>Whether the job's own tree was made.</summary>
    public bool TreeReady { get; init; }

    /// <summary>What stands in the job's own tree and is not part of its work; null for nothing.</summary>
    public ForeignFolders? Foreign { get; init; }

    /// <summary>What a job leaves in its tree that does not land.</summary>
    public LeftBehind? Left { get; init; }

    /// <summary>The last checkpoint of the job's tree, or its base; null before that is taken, and in place.</summary>
    public Checkpointed? Checkpoint { get; init; }

    /// <summary>What was not allowed, each once, in the order it was first asked for.</summary>
    public ImmutableArray<string> Denied { get; init; } = [];

    /// <summary>What stood where each phase began, by its number: a rewind goes back there.</summary>
    public ImmutableDictionary<int, PhaseStart> Starts { get; init; } = [];

    /// <summary>What became of the result.</summary>
    public LandingState Landing { get; init; }

    /// <summary>Why the result is not in the user's files; null where it is, or was not brought there yet.</summary>
    public string? NotAppliedWhy { get; init; }

    /// <summary>Of the landing, on the user's branch; null where it is uncommitted.</summary>
    public string? Commit { get; init; }

    /// <summary>Why a landing that was to be committed is not.</summary>
    public string? NotCommittedWhy { get; init; }

    /// <summary>Whether the job's tree holds what is nowhere else.</summary>
    public bool HoldsUnlandedWork =>
        Isolation == Isolation.Tree && Base is not null && Landing is LandingState.Open or LandingState.NotApplied;

    /// <summary>How long it had run when that was last written down, waiting not counted.</summary>
    public TimeSpan Ran { get; init; }

    /// <summary>What it has used up; <see cref="JobLimit.None"/> where it did not stop for that.</summary>
    public JobLimit Limit { get; init; }

    /// <summary>What resumes have granted beyond the limits.</summary>
    public JobResumed Granted { get; init; } = new();

    /// <summary>Whether the journal holds events that a newer version wrote.</summary>
    public bool HasUnknownEvents { get; init; }

    public bool IsEmpty => Sequence == 0;

    public static JobView Fold(IEnumerable<JournalEntry> entries) =>
        entries.Aggregate(Empty, static (view, entry) => view.With(entry));

    /// <summary>The view after one more entry. Never throws: what cannot follow is left out, as a damaged journal may hold it.</summary>
    public JobView With(JournalEntry entry) => JobViewFold.After(this, entry);
}

/// <param name="Checkpoint">Null where the base was not taken yet: it is what the phase began from.</param>
public sealed record PhaseStart(
    ImmutableSortedDictionary<string, FileChange> Files,
    ImmutableDictionary<string, string> Seen,
    Checkpointed? Checkpoint
);

/// <param name="Round">The round within the phase.</param>
public sealed record PhaseView(string Name, int Number, int Count, int Round);

/// <param name="Subject">For an approval the full literal of what would be done; for a review the phase.</param>
public sealed record QuestionView(int Number, QuestionKind Kind, string Subject, string Why)
{
    /// <summary>The rule that would allow it; null where there is none, or none was written down.</summary>
    public string? Rule { get; init; }

    /// <summary>Where it would be done; null where that was not written down.</summary>
    public string? Directory { get; init; }
}

public enum QuestionKind
{
    Approval,
    Review,
}

/// <summary>What became of a job's result.</summary>
public enum LandingState
{
    /// <summary>Nothing yet.</summary>
    Open,
    Landed,
    NotApplied,
    Undone,
    Discarded,
}
