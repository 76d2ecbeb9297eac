namespace Pedrocode.Core.Jobs;

/// <summary>How long a job has run, waiting for people and other jobs not counted. Monotonic: the wall clock may jump.</summary>
internal sealed class JobClock(TimeProvider time)
{
    private readonly long started = time.GetTimestamp();
    private TimeSpan waited;

    public TimeSpan Running => time.GetElapsedTime(started) - waited;

    public async Task<T> WaitAsync<T>(Func<Task<T>> wait)
    {
        var from = time.GetTimestamp();
        try
        {
            return await wait();
        }
        finally
        {
            waited += time.GetElapsedTime(from);
        }
    }
}
