using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Pedrocode.Core.Agents;
using Pedrocode.Core.Checks;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Models;
using Pedrocode.Core.Sandboxes;
using Pedrocode.Core.Tools;
using Pedrocode.Core.Trees;
using Pedrocode.Core.Trees.Landings;

namespace Pedrocode.Core.Journals;

/// <summary>A fact of a job, past tense. The journal is their sequence, and everything else is a fold of it (docs/journal-format.md).</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(JobCreated), "created")]
[JsonDerivedType(typeof(JobStarted), "started")]
[JsonDerivedType(typeof(ConversationOpened), "conversation_opened")]
[JsonDerivedType(typeof(ToolsDescribed), "tools_described")]
[JsonDerivedType(typeof(PhaseStarted), "phase_started")]
[JsonDerivedType(typeof(RoundStarted), "round_started")]
[JsonDerivedType(typeof(ModelAwaited), "model_awaited")]
[JsonDerivedType(typeof(ModelTaken), "model_taken")]
[JsonDerivedType(typeof(ModelRetried), "model_retried")]
[JsonDerivedType(typeof(ModelReplied), "model_replied")]
[JsonDerivedType(typeof(ToolCallStarted), "tool_call_started")]
[JsonDerivedType(typeof(ToolCallEnded), "tool_call_ended")]
[JsonDerivedType(typeof(RolledBack), "rolled_back")]
[JsonDerivedType(typeof(Nudged), "nudged")]
[JsonDerivedType(typeof(Steered), "steered")]
[JsonDerivedType(typeof(Rewound), "rewound")]
[JsonDerivedType(typeof(Compacted), "compacted")]
[JsonDerivedType(typeof(PhaseEnded), "phase_ended")]
[JsonDerivedType(typeof(ChecksChosen), "checks_chosen")]
[JsonDerivedType(typeof(CheckStarted), "check_started")]
[JsonDerivedType(typeof(CheckEnded), "check_ended")]
[JsonDerivedType(typeof(ChecksJudged), "checks_judged")]
[JsonDerivedType(typeof(ApprovalAsked), "approval_asked")]
[JsonDerivedType(typeof(ApprovalAnswered), "approval_answered")]
[JsonDerivedType(typeof(ReviewAsked), "review_asked")]
[JsonDerivedType(typeof(ReviewAnswered), "review_answered")]
[JsonDerivedType(typeof(BaseTaken), "base_taken")]
[JsonDerivedType(typeof(TreeReady), "tree_ready")]
[JsonDerivedType(typeof(Checkpointed), "checkpointed")]
[JsonDerivedType(typeof(DirectoryAwaited), "directory_awaited")]
[JsonDerivedType(typeof(DirectoryTaken), "directory_taken")]
[JsonDerivedType(typeof(ModeChanged), "mode_changed")]
[JsonDerivedType(typeof(CancelRequested), "cancel_requested")]
[JsonDerivedType(typeof(LandingStarted), "landing_started")]
[JsonDerivedType(typeof(LeftBehind), "left_behind")]
[JsonDerivedType(typeof(Landed), "landed")]
[JsonDerivedType(typeof(NotApplied), "not_applied")]
[JsonDerivedType(typeof(Undone), "undone")]
[JsonDerivedType(typeof(Discarded), "discarded")]
[JsonDerivedType(typeof(Reopened), "reopened")]
[JsonDerivedType(typeof(Rebased), "rebased")]
[JsonDerivedType(typeof(JobCompleted), "completed")]
[JsonDerivedType(typeof(JobFailed), "failed")]
[JsonDerivedType(typeof(JobCancelled), "cancelled")]
[JsonDerivedType(typeof(JobInterrupted), "interrupted")]
[JsonDerivedType(typeof(JobPaused), "paused")]
[JsonDerivedType(typeof(JobResumed), "resumed")]
public abstract record JobEvent;

/// <param name="Root">Absolute path of the project: the repository's root, or the working directory outside git.</param>
/// <param name="Session">The run of pedrocode that made the job.</param>
/// <param name="Isolation">Where it works; journals that do not say are of jobs in place.</param>
/// <param name="Attached">The files the task names as <c>@path</c>, as they were then; null for none.</param>
/// <param name="ModelProfile">The profile of the settings that says where the model is reached; null: their section <c>model</c>.</param>
public sealed record JobCreated(
    JobId Id,
    string Agent,
    string Task,
    Mode Mode,
    string WorkDir,
    string Root,
    string Session,
    string Model,
    Isolation Isolation = Isolation.None,
    ImmutableArray<AttachedFile>? Attached = null,
    string? Recipe = null,
    string? ModelProfile = null
) : JobEvent;

/// <summary>Some process runs the job from here on.</summary>
public sealed record JobStarted(int Pid) : JobEvent;

/// <summary>What stays fixed for the whole job, so that each request is a prefix of the next.</summary>
public sealed record ConversationOpened(string System, ImmutableArray<ToolDefinition> Tools) : JobEvent;

/// <summary>From here on the tools are told in the prompt, and calls and their results are text.</summary>
/// <param name="Why">What the server said, or what <c>doctor</c> has found out.</param>
public sealed record ToolsDescribed(string Why) : JobEvent;

/// <param name="Message">What the model is told as the phase opens.</param>
public sealed record PhaseStarted(string Phase, int Number, int Count, string Message) : JobEvent;

/// <param name="Round">Counts over the whole job, from 1.</param>
/// <param name="PhaseRound">Counts within the phase, from 1.</param>
/// <param name="Ran">How long the job has run so far, in milliseconds, waiting not counted.</param>
public sealed record RoundStarted(int Round, int PhaseRound, long Ran = 0) : JobEvent;

/// <summary>The server works on as many requests as it can.</summary>
/// <param name="Before">How many stood in the line already.</param>
public sealed record ModelAwaited(int Before) : JobEvent;

public sealed record ModelTaken : JobEvent;

/// <summary>A request failed in a way that may pass, and is made again.</summary>
/// <param name="Attempt">The one to come; the first that failed was 1.</param>
/// <param name="Wait">Until then, in milliseconds.</param>
public sealed record ModelRetried(int Attempt, long Wait, string Why) : JobEvent;

public sealed record ModelReplied(ModelReply Reply, long Milliseconds) : JobEvent;

/// <param name="Brief">The call as people see it: <c>read_file('a.cs')</c>.</param>
/// <param name="Reach">What a command could reach; null for what is no command.</param>
public sealed record ToolCallStarted(string CallId, string Tool, string Brief, Reach? Reach = null) : JobEvent
{
    /// <summary>Of a command in a job's own tree: a fingerprint of the repository there, which no checkpoint holds.</summary>
    public string? Repository { get; init; }
}

public sealed record ToolCallEnded(string CallId, string Tool, ToolOutcome Outcome, long Milliseconds) : JobEvent;

/// <summary>What a call that was cut short had done to the tree is taken back; the call is made again.</summary>
/// <param name="Commit">The checkpoint before it.</param>
public sealed record RolledBack(string CallId, string Brief, string Commit) : JobEvent;

/// <summary>The harness told the model something outside a tool result.</summary>
public sealed record Nudged(string Text) : JobEvent;

/// <summary>The conversation got too long for the model's window.</summary>
/// <param name="UpTo">Sequence of the last entry that the model is no longer shown.</param>
/// <param name="Text">What it is shown instead.</param>
public sealed record Compacted(long UpTo, string Text) : JobEvent;

/// <param name="Request">The inbox file it came from; null from the own terminal.</param>
public sealed record Steered(string Text, string? Request = null) : JobEvent;

/// <param name="Result">What the phase hands on, as its schema asks; null where it asks for nothing.</param>
public sealed record PhaseEnded(string Phase, string Summary, JsonElement? Result, int Rounds) : JobEvent;

/// <summary>
/// The job is back where the phase began: what the model heard and did since is dropped from the conversation, and its tree is as it was
/// then. In place the files stay as they are.
/// </summary>
/// <param name="Phase">Its number.</param>
/// <param name="Feedback">What the user says to it; null for nothing.</param>
public sealed record Rewound(int Phase, string? Feedback = null) : JobEvent;

/// <summary>Which checks the project has, before the first edit.</summary>
/// <param name="Source">Where they come from: <c>project.checks</c> or <c>found</c>.</param>
public sealed record ChecksChosen(ImmutableArray<Check> Checks, string Source) : JobEvent;

/// <param name="OnBase">It runs on the files as the job found them, to compare.</param>
public sealed record CheckStarted(string Command, string Directory, bool OnBase = false) : JobEvent
{
    /// <summary>It runs on what the landing would make of the user's files.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Merged { get; init; }
}

/// <param name="Text">Only what fails; why it was not run.</param>
public sealed record CheckEnded(string Command, string Directory, CheckOutcome Outcome, string Text, long Milliseconds)
    : JobEvent
{
    public bool OnBase { get; init; }

    /// <summary>It ran on what the landing would make of the user's files.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Merged { get; init; }

    /// <summary>How many tests ran; null where the output does not say.</summary>
    public int? Tests { get; init; }

    /// <summary>The lines that name a failure, without what changes from run to run.</summary>
    public ImmutableArray<string> Failures
    {
        get => field.IsDefault ? [] : field;
        init;
    }
}

/// <param name="Message">What the model is told: the phase is open again; null where it is not.</param>
public sealed record ChecksJudged(Verification Verification, string? Message) : JobEvent;

/// <param name="Number">Counts the job's questions from 1; an answer names it.</param>
/// <param name="Subject">The full literal of what would be done.</param>
public sealed record ApprovalAsked(int Number, string CallId, string Tool, string Subject, string Why) : JobEvent
{
    /// <summary>In place of a tool: the job's result is to come into the user's files.</summary>
    public const string Landing = "landing";

    /// <summary>The rule that would allow it: what "always" adds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Rule { get; init; }

    /// <summary>Where it would be done, as the user knows it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Directory { get; init; }
}

public sealed record ApprovalAnswered(int Number, Answer Answer, string? Reason, string? Request = null) : JobEvent;

/// <summary>Interactive mode: the user looks at the phase that ended.</summary>
public sealed record ReviewAsked(int Number, string Phase) : JobEvent;

public sealed record ReviewAnswered(int Number, string? Request = null) : JobEvent;

/// <summary>The user's files as the job found them are kept in its store.</summary>
/// <param name="Commit">Of the base; the user's own where their files are as committed.</param>
/// <param name="Tree">The base's tree.</param>
/// <param name="Head">The commit the user had checked out; null where there was none.</param>
/// <param name="Branch">The user's branch, <c>refs/heads/main</c>; null where HEAD was detached.</param>
public sealed record BaseTaken(string Commit, string Tree, string? Head, string? Branch) : JobEvent;

/// <summary>The job's tree is there; tools and commands work in it from here on.</summary>
/// <param name="Foreign">What stands in it that is no part of the job's work; null for nothing.</param>
public sealed record TreeReady(long Milliseconds, ForeignFolders? Foreign = null) : JobEvent;

/// <summary>What the job made or changed in its tree and what does not come into the user's files.</summary>
/// <param name="Ignored">New files that git ignores and that are no output of builds; a folder of such ends with <c>/</c>.</param>
/// <param name="InRepositories">Files in submodules and other repositories of the user's.</param>
public sealed record LeftBehind(ImmutableArray<string> Ignored, ImmutableArray<string> InRepositories) : JobEvent;

/// <summary>The job's tree as it was at this moment is kept in its store.</summary>
public sealed record Checkpointed(string Commit, string Tree) : JobEvent;

/// <param name="Holder">The job that writes in the same directory now.</param>
public sealed record DirectoryAwaited(string Holder) : JobEvent;

public sealed record DirectoryTaken : JobEvent;

public sealed record ModeChanged(Mode Mode, string? Request = null) : JobEvent;

/// <summary>Another process asked for the end; the ending itself follows.</summary>
public sealed record CancelRequested(string Request) : JobEvent;

/// <summary>The result is being merged into the user's files; other landings of the repository may come before it.</summary>
public sealed record LandingStarted : JobEvent;

/// <summary>The job's result is in the user's files.</summary>
/// <param name="Changes">All that the job changed, what its commands changed included.</param>
/// <param name="Record">The tree that keeps what the landing changed; null where there was nothing to change.</param>
/// <param name="Commit">On the user's branch, where <c>git.commit</c> asks for one.</param>
/// <param name="NotCommitted">Why there is none although it does.</param>
/// <param name="Moved">How many of the user's files had changed since the base that was verified; null where nothing was, or none had.</param>
public sealed record Landed(
    ImmutableArray<FileChange> Changes,
    string? Record,
    string? Commit = null,
    string? NotCommitted = null,
    int? Moved = null
) : JobEvent;

/// <summary>The result stays in the job's tree; nothing of the user's has changed.</summary>
/// <param name="Why"><c>conflicts in a.cs, b.cs</c></param>
public sealed record NotApplied(
    string Why,
    ImmutableArray<LandingConflict> Conflicts,
    ImmutableArray<FileChange> Changes
) : JobEvent
{
    /// <summary>Why, where the user wants to apply results themselves.</summary>
    public const string NotAsked = "jobs.apply is never";

    /// <summary>The same for one run.</summary>
    public const string NotInThisRun = "--no-apply was given";

    /// <summary>Whether that is as the user wanted it.</summary>
    public static bool IsWanted(string? why) => why is NotAsked or NotInThisRun;

    /// <summary>How it begins where the project's checks speak against it: <c>checks fail on the merged result: make test</c>.</summary>
    public const string ChecksFail = "checks fail on the merged result";

    private const int Named = 5;

    internal static NotApplied Because(ImmutableArray<LandingConflict> conflicts, ImmutableArray<FileChange> changes) =>
        new(
            $"conflicts in {string.Join(", ", conflicts.Take(Named).Select(static conflict => conflict.Path))}"
                + (conflicts.Length > Named ? $" and {conflicts.Length - Named} more" : ""),
            conflicts,
            changes
        );
}

/// <summary>What the job's landing changed was taken back.</summary>
public sealed record Undone : JobEvent;

/// <summary>A complete job whose result could not land is to be brought up to the user's files as they are now.</summary>
/// <param name="Phase">The number of the last phase that may write: it is open again, and those after it are still to come.</param>
/// <param name="Feedback">What the user says to it.</param>
public sealed record Reopened(int Phase, string? Feedback) : JobEvent;

/// <summary>The tree begins anew from the base just taken, with the job's change merged into it.</summary>
/// <param name="Conflicts">Files that hold conflict markers, or that stand as the user has them because there can be no markers.</param>
public sealed record Rebased(ImmutableArray<LandingConflict> Conflicts) : JobEvent;

/// <summary>The user does not want the result.</summary>
public sealed record Discarded : JobEvent;

/// <summary>The job is not worked on any more.</summary>
public abstract record JobEnding : JobEvent
{
    /// <summary>What its replies used up to here, as the journal adds it up when it writes the ending: other programs need not. Null for nothing.</summary>
    public JobUsage? Usage { get; init; }
}

public sealed record JobCompleted(string Output) : JobEnding;

/// <param name="Detail">The stack trace where the fault is ours; never shown without --debug.</param>
public sealed record JobFailed(string Error, string? Detail = null) : JobEnding
{
    /// <summary>The model server was the cause: once it answers, the job can be gone on with.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool ByServer { get; init; }
}

public sealed record JobCancelled : JobEnding;

public sealed record JobInterrupted(string Why) : JobEnding;

public sealed record JobPaused(string Why) : JobEnding
{
    /// <summary>Its question stays and can be answered: nobody was there.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Asks { get; init; }

    /// <summary>What is used up, where that is why.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public JobLimit Limit { get; init; }

    /// <summary>How long the job has run so far, in milliseconds, waiting not counted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Ran { get; init; }
}

/// <param name="Rounds">So many more than the phase that is open and the limits allow; the same for the others.</param>
public sealed record JobResumed(int Rounds = 0, long Tokens = 0, int Minutes = 0) : JobEvent
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double Cost { get; init; }
}

/// <summary>An event of a newer version: the job can be shown, not resumed.</summary>
public sealed record UnknownEvent(string Type) : JobEvent;

/// <summary>A user's answer to a job's question.</summary>
public enum Answer
{
    Once,
    Always,
    No,
}
