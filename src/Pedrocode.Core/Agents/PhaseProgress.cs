using System.Collections.Immutable;
using System.Text.Json;
using Pedrocode.Core.Checks;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Models;
using Pedrocode.Core.Tools;

namespace Pedrocode.Core.Agents;

/// <summary>How far a job's phases have come: a fold of its journal.</summary>
internal sealed record PhaseProgress
{
    /// <summary>A phase, or a job, that has done nothing yet.</summary>
    public static PhaseProgress Begun { get; } = new();

    public bool IsOpened { get; init; }

    /// <summary>How many phases have ended.</summary>
    public int Finished { get; init; }

    /// <summary>The number of the phase that was begun and not ended; 0 where there is none.</summary>
    public int Open { get; init; }

    /// <summary>Rounds of the open phase that got a reply.</summary>
    public int Rounds { get; init; }

    public string LastSummary { get; init; } = "";

    /// <summary>The result of the last phase that ended.</summary>
    public JsonElement? HandedOn { get; init; }

    /// <summary>The last phase that ended was asked about, and nobody answered.</summary>
    public bool AwaitsReview { get; init; }

    /// <summary>Whether the model was told in the open phase that its reply called nothing.</summary>
    public bool WasNudged { get; init; }

    /// <summary>The reply that nothing has followed up yet: it is not asked for again. Null where the next round is due.</summary>
    public ModelReply? OpenReply { get; init; }

    /// <summary>What came of those calls of <see cref="OpenReply"/> that have ended, by call id.</summary>
    public ImmutableDictionary<string, ToolResult> EndedCalls { get; init; } = [];

    /// <summary>What the user said to the phase that is to be done again; null where none is, or nothing was said.</summary>
    public Rewound? Rewound { get; init; }

    /// <summary>The tree is to be begun anew before the phase that is due; null where it is not, or has been.</summary>
    public Reopened? Reopened { get; init; }

    /// <summary>Begun anew for the phase that is due: what its message tells.</summary>
    public Rebased? Rebased { get; init; }

    /// <summary>The check that failed on the result merged into the user's files: why the tree is begun anew; null where none did.</summary>
    public CheckEnded? Against { get; init; }

    /// <summary>Rounds that were granted to the open phase, or to the one that is due, beyond its own.</summary>
    public int Granted { get; init; }

    /// <summary>What each phase that ended has said and handed on.</summary>
    private ImmutableArray<PhaseEnded> Ends { get; init; } = [];

    /// <summary>The phases that ended, as they count now.</summary>
    public ImmutableArray<PhaseEnded> Ended => Ends;

    public bool IsWithin(int number) => Open == number;

    public static PhaseProgress Of(IEnumerable<JournalEntry> entries) =>
        entries.Aggregate(Begun, static (progress, entry) => progress.After(entry.Event));

    private PhaseProgress After(JobEvent fact) =>
        fact switch
        {
            ConversationOpened => this with { IsOpened = true },
            PhaseStarted phase => this with
            {
                Open = phase.Number,
                Rounds = 0,
                WasNudged = false,
                OpenReply = null,
                Rewound = null,
                Rebased = null,
                Against = null,
            },
            JobResumed resumed => this with { Granted = Granted + resumed.Rounds },
            CheckEnded { Merged: true } run => this with
            {
                Against = run.Outcome is CheckOutcome.Failed or CheckOutcome.TimedOut ? run : null,
            },
            Reopened again => AtStartOf(new Rewound(again.Phase, again.Feedback)) with
            {
                Reopened = again,
                Against = Against,
            },
            Rebased anew => this with { Reopened = null, Rebased = anew },
            Rewound back => AtStartOf(back),
            ReviewAsked => this with { AwaitsReview = true },
            ReviewAnswered => this with { AwaitsReview = false },
            RoundStarted => this with { OpenReply = null },
            ModelReplied(var reply, _) => this with { Rounds = Rounds + 1, OpenReply = reply, EndedCalls = [] },
            ToolCallEnded ended => this with { EndedCalls = EndedCalls.SetItem(ended.CallId, ended.Outcome.Result) },
            Nudged(var text) => this with { OpenReply = null, WasNudged = WasNudged || text == AgentLoop.Nudge },
            ChecksJudged { Message: not null } => this with { OpenReply = null, WasNudged = false },
            PhaseEnded ended => this with
            {
                Finished = Finished + 1,
                Open = 0,
                Granted = 0,
                LastSummary = ended.Summary,
                HandedOn = ended.Result,
                OpenReply = null,
                Ends = Ends.Add(ended),
            },
            _ => this,
        };

    /// <summary>What a commit of the job's work says: the model's own words.</summary>
    public string CommitMessage => HandedOnMessage ?? (LastSummary.Trim() is { Length: > 0 } text ? text : "Job");

    /// <summary>The commit message that the last phase handed on; null where it gave none.</summary>
    public string? HandedOnMessage =>
        HandedOn is { ValueKind: JsonValueKind.Object } result
        && result.TryGetProperty("commit_message", out var message)
        && message.ValueKind == JsonValueKind.String
        && message.GetString()?.Trim() is { Length: > 0 } text
            ? text
            : null;

    private PhaseProgress AtStartOf(Rewound back)
    {
        var ends = Ends[..Math.Clamp(back.Phase - 1, 0, Ends.Length)];
        return Begun with
        {
            IsOpened = IsOpened,
            Finished = ends.Length,
            LastSummary = ends.LastOrDefault()?.Summary ?? "",
            HandedOn = ends.LastOrDefault()?.Result,
            Ends = ends,
            Rewound = back,
        };
    }
}
