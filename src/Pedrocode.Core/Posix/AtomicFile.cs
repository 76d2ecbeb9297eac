using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Pedrocode.Core.Posix;

/// <summary>Replaces a file so that a reader, or whoever looks after a power cut, finds the old content or the new, whole.</summary>
public static class AtomicFile
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>
    /// Temp file beside the target, fsync, rename, fsync of the directory. A file that is replaced keeps its mode; a new
    /// one gets <paramref name="newMode"/> (0600 unless given). Throws <see cref="IOException"/>; then nothing has changed.
    /// </summary>
    public static void Write(
        string path,
        ReadOnlySpan<byte> content,
        UnixFileMode? newMode = null,
        Durability durability = Durability.ContentAndName
    )
    {
        var directory = Path.GetDirectoryName(path)!;
        var temp = Path.Combine(
            directory,
            $".{Path.GetFileName(path)[..Math.Min(40, Path.GetFileName(path).Length)]}.{Guid.NewGuid():N}.tmp"
        );
        try
        {
            WriteTemp(temp, content, File.Exists(path) ? File.GetUnixFileMode(path) : newMode ?? Private);
            File.Move(temp, path, overwrite: true);
        }
        catch
        {
            File.Delete(temp);
            throw;
        }
        if (durability == Durability.Content)
        {
            return;
        }
        SyncDirectory(directory);
    }

    public static void Write(string path, string content, UnixFileMode? newMode = null) =>
        Write(path, Encoding.UTF8.GetBytes(content), newMode);

    /// <summary>Makes the names in a directory durable: after a create, rename or unlink in it.</summary>
    public static void SyncDirectory(string directory)
    {
        var descriptor = Libc.Open(directory, Libc.OpenCloseOnExec, 0);
        if (descriptor < 0)
        {
            throw Libc.LastError("cannot open", directory);
        }
        var result = Libc.FileSync(descriptor);
        var failure = result == 0 ? null : Libc.LastError("cannot save", directory);
        _ = Libc.Close(descriptor);
        if (failure is not null)
        {
            throw failure;
        }
    }

    private static void WriteTemp(string temp, ReadOnlySpan<byte> content, UnixFileMode mode)
    {
        using var handle = OpenNew(temp);
        RandomAccess.Write(handle, content, 0);
        File.SetUnixFileMode(handle, mode);
        if (Libc.FileSync((int)handle.DangerousGetHandle()) != 0)
        {
            throw Libc.LastError("cannot save", temp);
        }
    }

    private static SafeFileHandle OpenNew(string path) =>
        new FileStream(
            path,
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                Share = FileShare.ReadWrite,
                BufferSize = 0,
                UnixCreateMode = Private,
            }
        ).SafeFileHandle;
}

/// <summary>What of a written file must survive a power cut.</summary>
public enum Durability
{
    ContentAndName,

    /// <summary>Afterwards the old file or the new one may stand there, whole: for what is derived and can be made again.</summary>
    Content,
}
