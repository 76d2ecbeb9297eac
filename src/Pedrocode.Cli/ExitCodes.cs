namespace Pedrocode.Cli;

/// <summary>What a verb's end tells the shell.</summary>
internal static class ExitCodes
{
    public const int Complete = 0;

    /// <summary>The job failed, paused or was cancelled; or what was asked could not be done.</summary>
    public const int Failed = 1;

    /// <summary>Wrong usage or configuration.</summary>
    public const int Usage = 2;

    /// <summary>State cannot be saved.</summary>
    public const int NotSaved = 3;

    /// <summary>The job stopped with a question that waits for an answer.</summary>
    public const int Parked = 4;

    /// <summary>Complete, but what the job changed could not be brought into the user's files.</summary>
    public const int NotApplied = 5;

    public const int Interrupted = 130;
    public const int Terminated = 143;
}
