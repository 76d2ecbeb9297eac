namespace Pedrocode.Core.Models.Wires;

/// <summary>Whether a failed attempt is made again, and after how long.</summary>
internal static class Retries
{
    public const int Most = 6;

    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

    /// <param name="attempt">The attempt that failed, from 1.</param>
    /// <param name="answered">Whether this server ever answered: one that did may be restarting, one that never did is not there.</param>
    /// <param name="jitter">From 0 to 1.</param>
    /// <returns>Null: never again.</returns>
    public static TimeSpan? Wait(WireFailure failure, int attempt, bool answered, double jitter)
    {
        if (attempt >= failure.Attempts || (failure.Fault == ModelFault.Unreachable && !answered))
            return null;
        if (failure.RetryAfter is { } asked)
            return asked < LongestWait ? asked : LongestWait;
        var wait = failure.FirstWait * Math.Pow(2, attempt - 1) * (0.75 + (jitter / 2));
        return wait < LongestWait ? wait : LongestWait;
    }
}
