using System.Buffers;
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
        using var handle = Open(path);
        return handle is null ? null : Read(handle, most);
    }

    /// <summary>
    /// What <paramref name="use"/> makes of the whole content, which it may write over and must not keep; null where the file is none, larger than
    /// <paramref name="most"/>, or may not be read. For many files one after the other: none of them is allocated.
    /// </summary>
    public static T? TryUse<T>(string path, int most, Func<ArraySegment<byte>, T?> use)
        where T : class
    {
        using var handle = Open(path);
        if (handle is null || RandomAccess.GetLength(handle) > most)
        {
            return null;
        }
        var buffer = ArrayPool<byte>.Shared.Rent((int)RandomAccess.GetLength(handle) + 1);
        try
        {
            return use(new ArraySegment<byte>(buffer, 0, Fill(handle, buffer)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static SafeFileHandle? Open(string path)
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
        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        if (FileIdentity.OfDescriptor(descriptor) is { IsRegularFile: true })
        {
            return handle;
        }
        handle.Dispose();
        return null;
    }

    /// <summary>What the file holds, or the first of it; it may grow and shrink meanwhile.</summary>
    public static byte[] Read(SafeFileHandle handle, long most)
    {
        var content = new byte[Math.Min(RandomAccess.GetLength(handle), most)];
        var read = Fill(handle, content);
        return read == content.Length ? content : content[..read];
    }

    private static int Fill(SafeFileHandle handle, byte[] buffer)
    {
        var read = 0;
        while (read < buffer.Length && RandomAccess.Read(handle, buffer.AsSpan(read), read) is > 0 and var more)
        {
            read += more;
        }
        return read;
    }
}
