using System.Buffers;
using System.Runtime.InteropServices;

namespace Pedrocode.Core.Posix;

/// <summary>Takes what a child writes, piece by piece, never two at once. The span is only good during the call.</summary>
public delegate void OutputSink(ReadOnlySpan<byte> bytes);

/// <summary>
/// The reading end of a child's pipe. Read on the thread pool whenever there is something, 64 KB at a time, so that no
/// amount of output grows this process; a slow sink slows the child, nobody else.
/// </summary>
internal sealed class OutputPipe
{
    private const int PieceSize = 64 * 1024;

    private readonly OutputSink sink;
    private readonly Lock reading = new();
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int descriptor;
    private readonly long token;
    private volatile bool cut;

    private OutputPipe(int descriptor, OutputSink sink)
    {
        this.descriptor = descriptor;
        this.sink = sink;
        lock (reading)
        {
            token = DescriptorWatch.Add(descriptor, QueueRead);
        }
    }

    /// <summary>Whoever holds the writing end has closed it, or <see cref="Cut"/> was called, or the sink threw (then faulted).</summary>
    public Task Ended => ended.Task;

    public long Bytes { get; private set; }

    /// <summary>Makes a pipe; the caller closes <paramref name="writing"/> once the child has it.</summary>
    public static OutputPipe Open(OutputSink sink, out int writing)
    {
        (var descriptor, writing) = Libc.OpenPipe();
        return new OutputPipe(descriptor, sink);
    }

    /// <summary>Takes what is already in the pipe and closes it, whoever else may still hold the other end.</summary>
    public void Cut()
    {
        cut = true;
        lock (reading)
        {
            if (Ended.IsCompleted)
            {
                return;
            }
            TakeWhatIsThere();
        }
    }

    private void QueueRead() =>
        ThreadPool.UnsafeQueueUserWorkItem(static pipe => pipe.Read(), this, preferLocal: false);

    private void Read()
    {
        lock (reading)
        {
            if (Ended.IsCompleted)
            {
                return;
            }
            var piece = ArrayPool<byte>.Shared.Rent(PieceSize);
            try
            {
                while (!cut)
                {
                    switch (ReadPiece(piece, PieceSize))
                    {
                        case 0:
                            Close(failure: null);
                            return;
                        case < 0:
                            DescriptorWatch.Again(descriptor, token);
                            return;
                    }
                }
            }
            catch (Exception e)
            {
                Close(e);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(piece);
            }
        }
    }

    private void TakeWhatIsThere()
    {
        var piece = ArrayPool<byte>.Shared.Rent(PieceSize);
        try
        {
            // Not until it is empty: a flood would never be.
            var there = Libc.BytesToRead(descriptor);
            while (there > 0 && ReadPiece(piece, Math.Min(there, PieceSize)) is var count and > 0)
            {
                there -= count;
            }
            Close(failure: null);
        }
        catch (Exception e)
        {
            Close(e);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    // The number of bytes given to the sink, 0 at the end, -1 where there is nothing now.
    private unsafe int ReadPiece(byte[] piece, int size)
    {
        fixed (byte* start = piece)
        {
            while (true)
            {
                var count = (int)Libc.Read(descriptor, start, size);
                if (count >= 0)
                {
                    Bytes += count;
                    if (count > 0)
                    {
                        sink(piece.AsSpan(0, count));
                    }
                    return count;
                }
                if (Marshal.GetLastPInvokeError() is var errno and not Libc.EINTR)
                {
                    return errno == Libc.EAGAIN ? -1 : throw Libc.LastError("cannot read", "a child's output");
                }
            }
        }
    }

    private void Close(Exception? failure)
    {
        DescriptorWatch.Forget(descriptor, token);
        _ = Libc.Close(descriptor);
        if (failure is null)
        {
            ended.SetResult();
        }
        else
        {
            ended.SetException(failure);
        }
    }
}
