using System.Buffers;

namespace Pedrocode.Core.Posix;

/// <summary>Reads files of /proc, which have no length and whose process may vanish at any moment: no exception for that.</summary>
internal static class ProcFile
{
    private const int FirstSize = 4096;
    private const int MaxSize = 4 * 1024 * 1024;

    /// <summary>Gives the bytes of the file to <paramref name="read"/>, or returns <paramref name="missing"/> where it cannot be read.</summary>
    public static T Read<T>(string path, Func<ReadOnlySpan<byte>, T> read, T missing)
    {
        var descriptor = Libc.Open(path, Libc.OpenCloseOnExec, 0);
        if (descriptor < 0)
        {
            return missing;
        }
        var buffer = ArrayPool<byte>.Shared.Rent(FirstSize);
        try
        {
            var length = Fill(descriptor, ref buffer);
            return length < 0 ? missing : read(buffer.AsSpan(0, length));
        }
        finally
        {
            _ = Libc.Close(descriptor);
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static unsafe int Fill(int descriptor, ref byte[] buffer)
    {
        var length = 0;
        while (true)
        {
            int count;
            fixed (byte* start = buffer)
            {
                count = (int)Libc.Read(descriptor, start + length, buffer.Length - length);
            }
            if (count <= 0)
            {
                return count < 0 ? -1 : length;
            }
            length += count;
            if (length == buffer.Length)
            {
                if (length >= MaxSize)
                {
                    return length;
                }
                var larger = ArrayPool<byte>.Shared.Rent(length * 2);
                buffer.AsSpan(0, length).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = larger;
            }
        }
    }
}
