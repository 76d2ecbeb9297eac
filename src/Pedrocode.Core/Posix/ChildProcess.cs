namespace Pedrocode.Core.Posix;

/// <summary>
/// A program that was started in a session of its own, stdin closed, and whose whole process tree ends with it: when it
/// exits, at its time limit, or when it is cancelled. It lives beside <see cref="System.Diagnostics.Process"/>: only
/// children of ours are ever waited for, each by its pidfd.
/// </summary>
public sealed class ChildProcess
{
    // A background child may hold the pipe for ever; what is written last may need a moment (`tee >(cat)`).
    private static readonly TimeSpan OutputPatience = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan SettlePatience = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LeftoverGrace = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan DeathPatience = TimeSpan.FromSeconds(1);

    private readonly ChildStart start;
    private readonly ChildOutput output;
    private readonly ChildExit exit;
    private readonly ProcessTree tree;

    private ChildProcess(ChildStart start, int pid, ChildOutput output)
    {
        this.start = start;
        this.output = output;
        Pid = pid;
        exit = new ChildExit(pid);
        tree = ProcessTree.Of(pid, start.Marker);
        Ended = LiveAsync();
    }

    public int Pid { get; }

    /// <summary>
    /// Completes when nothing of the tree runs any more and all output was given to the sinks; a cancel is an ending like
    /// others. Faulted where a sink threw.
    /// </summary>
    public Task<ChildEnd> Ended { get; }

    /// <summary>Throws <see cref="ChildStartException"/> where nothing could be started.</summary>
    public static ChildProcess Start(ChildStart start, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        var output = ChildOutput.Open(start, stop);
        try
        {
            var pid = start.EndsWithUs
                ? ParentThread.Run(() => ChildSpawn.Start(start, output.OutputEnd, output.ErrorsEnd))
                : ChildSpawn.Start(start, output.OutputEnd, output.ErrorsEnd);
            start.Limits?.Set(pid);
            return new ChildProcess(start, pid, output);
        }
        catch
        {
            output.Dispose();
            throw;
        }
        finally
        {
            output.CloseChildEnds();
        }
    }

    public static Task<ChildEnd> RunAsync(ChildStart start, CancellationToken stop) => Start(start, stop).Ended;

    private async Task<ChildEnd> LiveAsync()
    {
        var ending = await ExitAsync();
        if (ending is not ChildEnding.Exited)
        {
            await tree.EndAsync(start.Grace);
            await Task.WhenAny(exit.Happened, Task.Delay(DeathPatience));
        }
        await output.EndAsync(OutputPatience);
        await tree.SettleAsync(SettlePatience);
        var leftovers = ending is ChildEnding.Exited ? await tree.EndAsync(LeftoverGrace) : 0;
        var (code, signal) = exit.Reap();
        await output.CutAsync();
        return new ChildEnd(ending)
        {
            ExitCode = code,
            Signal = signal,
            OutputBytes = output.Bytes,
            Leftovers = leftovers,
        };
    }

    private async Task<ChildEnding> ExitAsync()
    {
        try
        {
            await exit.Happened.WaitAsync(start.TimeLimit ?? Timeout.InfiniteTimeSpan, output.Stop);
            return ChildEnding.Exited;
        }
        catch (TimeoutException)
        {
            return ChildEnding.TimedOut;
        }
        catch (OperationCanceledException)
        {
            return ChildEnding.Cancelled;
        }
    }
}
