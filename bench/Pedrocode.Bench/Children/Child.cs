using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Pedrocode.Bench.Children;

/// <summary>A process that was started to be measured.</summary>
internal sealed class Child
{
    private readonly Lock gate = new();
    private readonly TaskCompletionSource<ChildEnd> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool reaped;

    private Child(int pid, long started)
    {
        Pid = pid;
        Started = started;
    }

    public int Pid { get; }

    /// <summary>Timestamp from just before the spawn.</summary>
    public long Started { get; }

    public Task<ChildEnd> Ended => ended.Task;

    public TimeSpan Age => Stopwatch.GetElapsedTime(Started);

    /// <summary>Starts it on a thread of its own, which then does nothing but wait for its end.</summary>
    public static Task<Child> StartAsync(ChildStart start)
    {
        var begun = new TaskCompletionSource<Child>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                var started = Stopwatch.GetTimestamp();
                var child = new Child(Spawning.Start(start), started);
                begun.SetResult(child);
                child.Wait();
            }
            catch (IOException e)
            {
                begun.SetException(e);
            }
        });
        thread.IsBackground = true;
        thread.Start();
        return begun.Task;
    }

    /// <summary>Its end; it is killed where it takes longer than <paramref name="limit"/>.</summary>
    public async Task<ChildEnd> WaitAsync(TimeSpan limit)
    {
        try
        {
            return await Ended.WaitAsync(limit);
        }
        catch (TimeoutException e)
        {
            Kill();
            _ = await Ended;
            throw new TimeoutException($"not ended after {limit.TotalSeconds:0} s", e);
        }
    }

    public void Kill()
    {
        lock (gate)
        {
            if (!reaped)
            {
                _ = Libc.Kill(Pid, Libc.SIGKILL);
            }
        }
    }

    private unsafe void Wait()
    {
        var usage = stackalloc long[18];
        int waited;
        int status;
        do
        {
            waited = Libc.Wait(Pid, out status, 0, usage);
        } while (waited < 0 && Marshal.GetLastPInvokeError() == Libc.EINTR);
        var wall = Age;
        if (waited < 0)
        {
            ended.SetException(new IOException($"cannot wait for process {Pid}"));
            return;
        }
        lock (gate)
        {
            reaped = true;
        }
        var code = (status & 0x7F) == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F);
        ended.SetResult(new ChildEnd(code, wall, Time(usage) + Time(usage + 2)));
    }

    /// <summary>A timeval: seconds, then microseconds.</summary>
    private static unsafe TimeSpan Time(long* value) =>
        TimeSpan.FromSeconds(value[0]) + TimeSpan.FromMicroseconds(value[1]);
}

/// <param name="Code">The exit code; 128 + the signal that ended it.</param>
/// <param name="Wall">From before the spawn to the reaping.</param>
/// <param name="Cpu">User and system, of it and of the children it waited for.</param>
internal sealed record ChildEnd(int Code, TimeSpan Wall, TimeSpan Cpu);
