using System.Threading.Channels;

namespace Pedrocode.Core.Jobs;

/// <summary>Where words for a job wait until its own task reads them.</summary>
internal sealed class JobMailbox
{
    private readonly Channel<JobMessage> waiting = Channel.CreateUnbounded<JobMessage>();

    /// <summary>False: the job is complete and reads nothing any more.</summary>
    public bool Put(JobMessage message) => waiting.Writer.TryWrite(message);

    /// <summary>Takes no more words.</summary>
    public void Close() => waiting.Writer.TryComplete();

    /// <summary>What lies there now, without waiting.</summary>
    public IEnumerable<JobMessage> TakeAll()
    {
        while (waiting.Reader.TryRead(out var message))
        {
            yield return message;
        }
    }

    public async Task<JobMessage> TakeAsync(CancellationToken stop) => await waiting.Reader.ReadAsync(stop);

    /// <summary>Completes when something lies there.</summary>
    public Task ArrivalAsync(CancellationToken stop) => waiting.Reader.WaitToReadAsync(stop).AsTask();
}
