namespace Pedrocode.Core.Posix;

/// <summary>The pipes of one child, and the token that ends it: the caller's, or ours where a sink threw (a full disk).</summary>
internal sealed class ChildOutput : IDisposable
{
    private readonly OutputPipe[] pipes;
    private readonly CancellationTokenSource stop;

    private ChildOutput(OutputPipe[] pipes, CancellationTokenSource stop, int outputEnd, int errorsEnd)
    {
        this.pipes = pipes;
        this.stop = stop;
        OutputEnd = outputEnd;
        ErrorsEnd = errorsEnd;
    }

    public int OutputEnd { get; }

    public int ErrorsEnd { get; }

    public CancellationToken Stop => stop.Token;

    public long Bytes => pipes.Sum(pipe => pipe.Bytes);

    public static ChildOutput Open(ChildStart start, CancellationToken stop)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var output = OutputPipe.Open(Guarded(start.Output, source), out var outputEnd);
        if (start.Errors is null)
        {
            return new ChildOutput([output], source, outputEnd, outputEnd);
        }
        var errors = OutputPipe.Open(Guarded(start.Errors, source), out var errorsEnd);
        return new ChildOutput([output, errors], source, outputEnd, errorsEnd);
    }

    /// <summary>The writing ends are the child's now; while we held them too, no end of output would be seen.</summary>
    public void CloseChildEnds()
    {
        _ = Libc.Close(OutputEnd);
        if (ErrorsEnd != OutputEnd)
        {
            _ = Libc.Close(ErrorsEnd);
        }
    }

    /// <summary>Waits until nobody holds the writing ends, at most for <paramref name="patience"/>.</summary>
    public async Task EndAsync(TimeSpan patience)
    {
        var ended = Task.WhenAll(pipes.Select(pipe => pipe.Ended));
        if (!ended.IsCompleted)
        {
            await Task.WhenAny(ended, Task.Delay(patience));
        }
    }

    /// <summary>Takes what is in the pipes and closes them. Throws what a sink threw.</summary>
    public Task CutAsync()
    {
        Dispose();
        return Task.WhenAll(pipes.Select(pipe => pipe.Ended));
    }

    public void Dispose()
    {
        Array.ForEach(pipes, pipe => pipe.Cut());
        stop.Dispose();
    }

    private static OutputSink Guarded(OutputSink sink, CancellationTokenSource stop) =>
        bytes =>
        {
            try
            {
                sink(bytes);
            }
            catch
            {
                _ = stop.CancelAsync();
                throw;
            }
        };
}
