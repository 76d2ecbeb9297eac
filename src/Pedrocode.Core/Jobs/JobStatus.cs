namespace Pedrocode.Core.Jobs;

/// <summary>Where a job stands. The last five are ended; of these, only a resume leads on.</summary>
public enum JobStatus
{
    /// <summary>Not begun, or waiting its turn.</summary>
    Pending,
    Running,

    /// <summary>For an answer of the user.</summary>
    Waiting,
    Complete,
    Failed,
    Cancelled,

    /// <summary>Ended by an exit or a crash.</summary>
    Interrupted,

    /// <summary>Stopped by a limit or by a model that got stuck; its work is kept.</summary>
    Paused,
}

public static class JobStatusFacts
{
    public static bool IsEnded(this JobStatus status) => status >= JobStatus.Complete;

    public static bool IsActive(this JobStatus status) => status < JobStatus.Complete;

    public static bool IsResumable(this JobStatus status) => status is JobStatus.Interrupted or JobStatus.Paused;
}
