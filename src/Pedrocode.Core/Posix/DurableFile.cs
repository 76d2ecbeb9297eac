using Microsoft.Win32.SafeHandles;

namespace Pedrocode.Core.Posix;

/// <summary>A file that is only appended to, by one writer; what <see cref="Append"/> has returned for survives a power cut.</summary>
public sealed class DurableFile : IDisposable
{
    private readonly SafeFileHandle handle;
    private readonly string path;

    private DurableFile(SafeFileHandle handle, string path, long length)
    {
        this.handle = handle;
        this.path = path;
        Length = length;
    }

    /// <summary>Bytes that are known to be on disk.</summary>
    public long Length { get; private set; }

    /// <summary>Opens or creates (0600) the file for appending after its first <paramref name="length"/> bytes; what stands behind them (a torn tail) is cut.</summary>
    public static DurableFile Open(string path, long length)
    {
        var isNew = !File.Exists(path);
        var handle = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
        if (isNew)
        {
            File.SetUnixFileMode(handle, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            AtomicFile.SyncDirectory(Path.GetDirectoryName(path)!);
        }
        if (RandomAccess.GetLength(handle) > length)
        {
            RandomAccess.SetLength(handle, length);
        }
        return new DurableFile(handle, path, length);
    }

    /// <summary>Writes and syncs. On failure throws <see cref="IOException"/>, and what may have been half written is cut off again.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(handle, bytes, Length);
            if (Libc.DataSync((int)handle.DangerousGetHandle()) != 0)
            {
                throw Libc.LastError("cannot save", path);
            }
        }
        catch (IOException)
        {
            CutBack();
            throw;
        }
        Length += bytes.Length;
    }

    /// <summary>Nobody may read what is not known to be on disk.</summary>
    private void CutBack()
    {
        try
        {
            RandomAccess.SetLength(handle, Length);
        }
        catch (IOException)
        {
            // Then it stands there until the next append; what the first failure said is what counts.
        }
    }

    public void Dispose() => handle.Dispose();
}
