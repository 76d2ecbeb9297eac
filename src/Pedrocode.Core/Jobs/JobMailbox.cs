using System.Collections.Concurrent;

namespace Pedrocode.Core.Jobs;

/// <summary>Where words for a job wait until its own task reads them.</summary>
internal sealed class JobMailbox
{
    private readonly ConcurrentQueue<JobMessage> waiting = new();
    private readonly SemaphoreSlim count = new(0);

    public void Put(JobMessage message)
    {
        waiting.Enqueue(message);
        count.Release();
    }

    /// <summary>What lies there now, without waiting.</summary>
    public IEnumerable<JobMessage> TakeAll()
    {
        while (waiting.TryDequeue(out var message))
        {
            count.Wait(0);
            yield return message;
        }
    }

    public async Task<JobMessage> TakeAsync(CancellationToken stop)
    {
        while (true)
        {
            await count.WaitAsync(stop);
            if (waiting.TryDequeue(out var message))
            {
                return message;
            }
        }
    }
}
