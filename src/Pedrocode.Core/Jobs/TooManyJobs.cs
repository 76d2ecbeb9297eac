namespace Pedrocode.Core.Jobs;

/// <summary>As many jobs run as may, and the session does not let further ones wait: nothing was started.</summary>
public sealed class TooManyJobs(int max)
    : UserError($"Already running {Plural.Of(max, "job")} (max: {max})", "Use /jobs to see active jobs")
{
    /// <summary>How many may run at once.</summary>
    public int Max => max;
}
