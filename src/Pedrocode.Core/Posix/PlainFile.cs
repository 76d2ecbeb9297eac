using Microsoft.Win32.SafeHandles;

namespace Pedrocode.Core.Posix;

/// <summary>
/// Regular files, and nothing else that may stand under a name: whether it is one is asked of what was opened, not of the name. No link is
/// followed in the last part, and nothing is waited for, as at the opening of a pipe.
/// </summary>
internal static class PlainFile
{
    /// <summary>At most so many bytes of it; null where there is none, or it may not be read.</summary>
    public static byte[]? TryRead(string path, long most)
    {
        var descriptor = Libc.Open(
            path,
            Libc.OpenNoFollow | Libc.OpenNonBlocking | Libc.OpenNoTerminal | Libc.OpenCloseOnExec,
            0
        );
        if (descriptor < 0)
        {
            return null;
        }
        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        return FileIdentity.OfDescriptor(descriptor) is { IsRegularFile: true } ? Read(handle, most) : null;
    }

    /// <summary>What the file holds, or the first of it; it may grow and shrink meanwhile.</summary>
    public static byte[] Read(SafeFileHandle handle, long most)
    {
        var content = new byte[Math.Min(RandomAccess.GetLength(handle), most)];
        var read = 0;
        while (read < content.Length && RandomAccess.Read(handle, content.AsSpan(read), read) is > 0 and var more)
        {
            read += more;
        }
        return read == content.Length ? content : content[..read];
    }
}
