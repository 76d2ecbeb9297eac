using Pedrocode.Core.Journals;

namespace Pedrocode.Core.Jobs;

/// <summary>Which event may follow in which status, and what status it leads to. The journal asks before it writes.</summary>
public static class JobTransitions
{
    /// <summary>Null before the first event. Throws <see cref="InvalidOperationException"/> for what must not happen.</summary>
    public static JobStatus Next(JobStatus? status, JobEvent fact) =>
        (status, fact) switch
        {
            (null, JobCreated) => JobStatus.Pending,

            (JobStatus.Pending, JobStarted) => JobStatus.Running,
            // Only where the result has not landed: who asks has looked.
            (JobStatus.Complete, JobResumed) => JobStatus.Pending,
            (JobStatus.Pending, Rewound or Reopened) => JobStatus.Pending,
            (JobStatus.Pending, ModeChanged or Steered or CancelRequested) => JobStatus.Pending,

            (JobStatus.Running, ApprovalAsked or ReviewAsked) => JobStatus.Waiting,
            (JobStatus.Waiting, ApprovalAnswered or ReviewAnswered) => JobStatus.Running,
            (JobStatus.Waiting, ModeChanged or Steered or CancelRequested) => JobStatus.Waiting,

            (JobStatus.Waiting, BaseTaken or TreeReady or Checkpointed) => JobStatus.Waiting,

            (JobStatus.Running, JobCompleted) => JobStatus.Complete,
            (JobStatus.Pending or JobStatus.Running or JobStatus.Waiting, JobFailed) => JobStatus.Failed,
            (JobStatus.Pending or JobStatus.Running or JobStatus.Waiting, JobCancelled) => JobStatus.Cancelled,
            (JobStatus.Pending or JobStatus.Running or JobStatus.Waiting, JobInterrupted) => JobStatus.Interrupted,
            (JobStatus.Pending or JobStatus.Running or JobStatus.Waiting, JobPaused) => JobStatus.Paused,

            (JobStatus.Interrupted or JobStatus.Paused or JobStatus.Failed or JobStatus.Cancelled, JobResumed) =>
                JobStatus.Pending,

            (
                JobStatus.Running,
                ConversationOpened
                    or ToolsDescribed
                    or PhaseStarted
                    or RoundStarted
                    or ModelAwaited
                    or ModelTaken
                    or ModelRetried
                    or ModelReplied
                    or ToolCallStarted
                    or ToolCallEnded
                    or RolledBack
                    or Nudged
                    or Compacted
                    or Steered
                    or PhaseEnded
                    or Rewound
                    or Rebased
                    or ChecksChosen
                    or CheckStarted
                    or CheckEnded
                    or ChecksJudged
                    or BaseTaken
                    or TreeReady
                    or Checkpointed
                    or LeftBehind
                    or LandingStarted
                    or Landed
                    or NotApplied
                    or DirectoryAwaited
                    or DirectoryTaken
                    or ModeChanged
                    or CancelRequested
            ) => JobStatus.Running,

            // What becomes of a result after its job's end changes nothing in how it ended.
            ({ } ended, CheckEnded { Merged: true } or Landed or NotApplied or Undone or Discarded)
                when ended.IsEnded() => ended,

            _ => throw new InvalidOperationException(
                $"a job that is {status?.ToString() ?? "not created"} cannot have {fact.GetType().Name}"
            ),
        };
}
