using System.Runtime.InteropServices;

namespace Pedrocode.Core.Posix;

/// <summary>
/// An exclusive lock that ends with the process, however it ends: a held flock(2) on a file that is never unlinked
/// while in use, opened close-on-exec. (<c>FileShare.None</c> can be switched off by the environment.)
/// </summary>
public sealed class FileLock : IDisposable
{
    private int descriptor;

    private FileLock(int descriptor) => this.descriptor = descriptor;

    /// <summary>The lock, or null where somebody else holds it. Throws <see cref="IOException"/> where the file cannot be made.</summary>
    public static FileLock? TryTake(string path) => Take(path, Libc.LockExclusive | Libc.LockNonBlocking);

    /// <summary>The lock, waiting for it: only for what every holder ends in milliseconds.</summary>
    public static FileLock Take(string path) => Take(path, Libc.LockExclusive)!;

    private static FileLock? Take(string path, int operation)
    {
        while (true)
        {
            var descriptor = Libc.Open(path, Libc.OpenReadWrite | Libc.OpenCreate | Libc.OpenCloseOnExec, 0x180);
            if (descriptor < 0)
            {
                throw Libc.LastError("cannot open", path);
            }
            if (Flock(descriptor, operation) != 0)
            {
                var errno = Marshal.GetLastPInvokeError();
                var failure = errno == Libc.EAGAIN ? null : Libc.LastError("cannot lock", path);
                _ = Libc.Close(descriptor);
                return failure is null ? null : throw failure;
            }
            // Whoever deleted and remade the file between our open and our lock would hold another inode.
            if (
                FileIdentity.OfPath(path) is { } there
                && FileIdentity.OfDescriptor(descriptor) is { } ours
                && there.Inode == ours.Inode
                && there.Device == ours.Device
            )
            {
                return new FileLock(descriptor);
            }
            _ = Libc.Close(descriptor);
        }
    }

    private static int Flock(int descriptor, int operation)
    {
        int result;
        do
        {
            result = Libc.Flock(descriptor, operation);
        } while (result != 0 && Marshal.GetLastPInvokeError() == Libc.EINTR);
        return result;
    }

    /// <summary>Whether some process holds the lock now. A missing file is not held.</summary>
    public static bool IsHeld(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }
        using var taken = TryTake(path);
        return taken is null;
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref descriptor, -1) is var open and >= 0)
        {
            _ = Libc.Close(open);
        }
    }
}
