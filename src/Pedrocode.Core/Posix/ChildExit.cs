using System.Buffers.Binary;

namespace Pedrocode.Core.Posix;

/// <summary>A child of ours as something to wait for: its pidfd, and the exit code that is fetched once.</summary>
internal sealed class ChildExit
{
    // Places in siginfo_t, the same on all 64-bit systems: si_code, si_status; and CLD_EXITED.
    private const int CodeOffset = 8;
    private const int StatusOffset = 24;
    private const int ByItself = 1;

    private readonly TaskCompletionSource happened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int descriptor;
    private readonly long token;

    public ChildExit(int pid)
    {
        descriptor = Libc.OpenPidDescriptor(pid);
        if (descriptor < 0)
        {
            var failure = Libc.LastError("cannot watch", $"process {pid}");
            _ = Libc.Kill(-pid, Libc.SIGKILL);
            throw failure;
        }
        token = DescriptorWatch.Add(descriptor, happened.SetResult);
    }

    /// <summary>The child has ended. Until <see cref="Reap"/> its id stays taken.</summary>
    public Task Happened => happened.Task;

    /// <summary>
    /// The exit code, as a shell says it (128 + signal), and the signal that ended it. A child that cannot die yet (it hangs
    /// in the kernel) counts as killed, and is reaped when it has.
    /// </summary>
    public (int Code, int? Signal) Reap()
    {
        if (Happened.IsCompleted)
        {
            return Fetch();
        }
        _ = Happened.ContinueWith(_ => Fetch(), TaskScheduler.Default);
        return (128 + Libc.SIGKILL, Libc.SIGKILL);
    }

    private unsafe (int Code, int? Signal) Fetch()
    {
        var information = stackalloc byte[128];
        var result = Libc.WaitId(Libc.WaitForPidDescriptor, descriptor, information, Libc.WaitExited);
        DescriptorWatch.Forget(descriptor, token);
        _ = Libc.Close(descriptor);
        if (result != 0)
        {
            throw new InvalidOperationException(
                "a child's exit code is lost: SIGCHLD was ignored (ChildSignals.Restore comes first in Main)"
            );
        }
        var span = new ReadOnlySpan<byte>(information, 128);
        var status = BinaryPrimitives.ReadInt32LittleEndian(span[StatusOffset..]);
        return BinaryPrimitives.ReadInt32LittleEndian(span[CodeOffset..]) == ByItself
            ? (status, null)
            : (128 + status, status);
    }
}
