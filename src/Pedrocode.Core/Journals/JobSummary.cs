using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Pedrocode.Core.Checks;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Tools;
using Pedrocode.Core.Trees;

namespace Pedrocode.Core.Journals;

/// <summary>job.json: the job in the words other programs read. Derived from the journal, never read back by us as truth.</summary>
/// <param name="Status">pending, running, waiting, complete, failed or cancelled; interrupted and paused are failed and resumable.</param>
/// <param name="JournalBytes">How much of the journal it was derived from: a longer journal knows more. 0, and not written, in a list.</param>
internal sealed record JobSummary(
    string Id,
    string Agent,
    string Description,
    string Status,
    DateTimeOffset StartTime,
    DateTimeOffset? EndTime,
    string LastEvent,
    int ToolCalls,
    int LlmCalls,
    int CurrentRound,
    string SessionId,
    bool? Success,
    string? Output,
    string? Error,
    string? Phase,
    bool Resumable,
    string WorkDir,
    IReadOnlyList<string> FilesChanged,
    bool? Verified,
    string? Checks,
    bool? Applied,
    long Tokens,
    JobUsage? Usage,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] long JournalBytes,
    JobListing? Listing = null
)
{
    public static JobSummary Of(JobView view, long journalBytes) =>
        new(
            view.Id.ToString(),
            view.Agent,
            view.Task,
            Word(view.Status),
            view.Created,
            view.Ended,
            view.LastEvent,
            view.ToolCalls,
            view.LlmCalls,
            view.Round,
            view.Session,
            view.Status.IsEnded() ? view.Status == JobStatus.Complete : null,
            view.Output,
            view.Error,
            view.Phase?.Name,
            view.Status.IsResumable(),
            view.WorkDir,
            [.. view.Files.Keys],
            view.Verification is { } verification ? verification.Kind == Pedrocode.Core.Checks.Verified.Yes : null,
            view.Verification?.ToString(),
            AppliedOf(view),
            view.Tokens,
            view.LlmCalls > 0 ? view.Usage : null,
            journalBytes
        );

    /// <summary>The job as lists show it; null where this summary does not hold all of that.</summary>
    public JobView? ToView() =>
        JobId.Parse(Id) is not { } id || Listing is not { } more
            ? null
            : new JobView
            {
                Id = id,
                Agent = Agent,
                Task = Description,
                Status = more.Status,
                Created = StartTime,
                Ended = EndTime,
                LastEvent = LastEvent,
                ToolCalls = ToolCalls,
                LlmCalls = LlmCalls,
                Round = CurrentRound,
                Session = SessionId,
                Output = Output,
                Error = Error,
                Phase = Phase is null ? null : new PhaseView(Phase, more.PhaseNumber, more.PhaseCount, CurrentRound),
                Mode = more.Mode,
                WorkDir = WorkDir,
                Files = FilesChanged.ToImmutableSortedDictionary(
                    static path => path,
                    static path => new FileChange(path, 0, 0),
                    StringComparer.Ordinal
                ),
                Usage = Usage ?? new JobUsage { In = Tokens },
                Root = more.Root,
                Sequence = more.Sequence,
                Isolation = more.Isolation,
                Base = more.Base,
                Landing = more.Landing,
                NotAppliedWhy = more.NotAppliedWhy,
                Verification = more.Verification,
                Question = more.Question,
            };

    /// <summary>Null before there is a result.</summary>
    private static bool? AppliedOf(JobView view) =>
        view.Isolation == Isolation.None
            ? view.Status == JobStatus.Complete
                ? true
                : null
            : view.Landing switch
            {
                LandingState.Landed => true,
                LandingState.Open => null,
                _ => false,
            };

    private static string Word(JobStatus status) =>
        status switch
        {
            JobStatus.Interrupted or JobStatus.Paused => "failed",
            _ => status.ToString().ToLowerInvariant(),
        };
}

/// <summary>What lists need beside the words for other programs: so that a thousand journals need not be read.</summary>
internal sealed record JobListing(
    JobStatus Status,
    Mode Mode,
    string Root,
    long Sequence,
    int PhaseNumber,
    int PhaseCount,
    Isolation Isolation,
    BaseTaken? Base,
    LandingState Landing,
    string? NotAppliedWhy,
    Verification? Verification,
    QuestionView? Question
)
{
    public static JobListing Of(JobView view) =>
        new(
            view.Status,
            view.Mode,
            view.Root,
            view.Sequence,
            view.Phase?.Number ?? 0,
            view.Phase?.Count ?? 0,
            view.Isolation,
            view.Base,
            view.Landing,
            view.NotAppliedWhy,
            view.Verification,
            view.Question
        );
}

/// <summary>Jobs for programs: the fields of job.json on one line.</summary>
public static class JobSummaries
{
    public static string Json(JobView view) =>
        System.Text.Json.JsonSerializer.Serialize(JobSummary.Of(view, journalBytes: 0), JournalJson.Line.JobSummary);
}
