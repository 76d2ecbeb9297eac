using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Pedrocode.Core.Posix;

/// <summary>
/// An exclusive lock that ends with the process, however it ends: a held flock(2) on a file that is never unlinked
/// while in use, opened close-on-exec. (<c>FileShare.None</c> can be switched off by the environment.)
/// </summary>
public sealed class FileLock : IDisposable
{
    private const int OpenFile = Libc.OpenReadWrite | Libc.OpenCreate | Libc.OpenCloseOnExec;

    private const int Private = 0x180;

    private int descriptor;

    private FileLock(int descriptor) => this.descriptor = descriptor;

    /// <summary>The lock, or null where somebody else holds it. Throws <see cref="IOException"/> where the file cannot be made.</summary>
    public static FileLock? TryTake(string path) => Take(path, OpenFile, Libc.LockExclusive | Libc.LockNonBlocking);

    /// <summary>The lock on a directory that is there: it holds whatever files in it are deleted. Throws <see cref="IOException"/>.</summary>
    public static FileLock? TryTakeDirectory(string path) =>
        Take(path, Libc.OpenCloseOnExec, Libc.LockExclusive | Libc.LockNonBlocking);

    /// <summary>The lock, waiting for it: only for what every holder ends in milliseconds.</summary>
    public static FileLock Take(string path) => Take(path, OpenFile, Libc.LockExclusive)!;

    private static FileLock? Take(string path, int flags, int operation)
    {
        while (true)
        {
            var descriptor = Libc.Open(path, flags, Private);
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
                if ((flags & Libc.OpenCreate) != 0 && ours.Permissions != Private)
                {
                    // A umask may have taken even the owner's rights from the new file.
                    _ = Libc.ChangeModeOf(descriptor, Private);
                }
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

    /// <summary>Whether some process holds the lock on the file or directory now. A missing one is not held.</summary>
    public static bool IsHeld(string path)
    {
        var looking = Libc.Open(path, Libc.OpenCloseOnExec, 0);
        if (looking < 0)
        {
            return false;
        }
        // Shared: those who look do not see each other.
        var isHeld =
            Flock(looking, Libc.LockShared | Libc.LockNonBlocking) != 0 && Marshal.GetLastPInvokeError() == Libc.EAGAIN;
        _ = Libc.Close(looking);
        return isHeld;
    }

    /// <summary>Replaces what stands in the locked file: words about the holder, for those who find it locked.</summary>
    public void Write(ReadOnlySpan<byte> content)
    {
        using var handle = new SafeFileHandle(descriptor, ownsHandle: false);
        RandomAccess.SetLength(handle, 0);
        RandomAccess.Write(handle, content, 0);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref descriptor, -1) is var open and >= 0)
        {
            // A child that is being started has a copy of the descriptor until it runs its program: closing would not be enough.
            _ = Libc.Flock(open, Libc.LockUnlock);
            _ = Libc.Close(open);
        }
    }
}
