namespace Pedrocode.Core.Jobs;

/// <summary>This job cannot go on; caught once, in the job's task.</summary>
public sealed class JobFailure(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The job stops with its work kept; the message says at which limit, or how the model got stuck.</summary>
internal sealed class JobPauseException(string why) : Exception(why)
{
    /// <summary>It waits for an answer.</summary>
    public bool Asks { get; init; }

    /// <summary>What is used up, where that is why.</summary>
    public JobLimit Limit { get; init; }
}
