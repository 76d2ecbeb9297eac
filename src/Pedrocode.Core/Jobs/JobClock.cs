namespace Pedrocode.Core.Jobs;

/// <summary>How long a job has run, waiting for people and other jobs not counted. Monotonic: the wall clock may jump.</summary>
/// <param name="before">What it had run before it was gone on with.</param>
internal sealed class JobClock(TimeProvider time, TimeSpan before)
{
    private long? started;
    private TimeSpan waited;

    public TimeSpan Running => started is { } from ? before + time.GetElapsedTime(from) - waited : before;

    public long RanMilliseconds => (long)Running.TotalMilliseconds;

    /// <summary>Its turn has come.</summary>
    public void Start() => started = time.GetTimestamp();

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
