using System.Security.Cryptography;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Tools;

/// <summary>
/// A long output in the job's output/ folder, up to a size. Named by its content: a command that prints the same again
/// gives the model the same outcome again.
/// </summary>
internal sealed class BashOutputFile(string folder) : IDisposable
{
    public const int MaxSize = 16 * 1024 * 1024;

    private IncrementalHash? hash;
    private FileStream? stream;
    private long length;

    public bool IsFull => length >= MaxSize;

    public void Begin(ReadOnlySpan<byte> soFar)
    {
        PrivateDirectory.Ensure(folder);
        hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        stream = new FileStream(
            Path.Combine(folder, $".bash-{Guid.NewGuid():N}.tmp"),
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }
        );
        Add(soFar);
    }

    /// <summary>Does nothing before <see cref="Begin"/>, nor when the file is full.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (stream is null || IsFull)
        {
            return;
        }
        bytes = bytes[..(int)Math.Min(bytes.Length, MaxSize - length)];
        length += bytes.Length;
        hash!.AppendData(bytes);
        stream.Write(bytes);
    }

    /// <summary>The name of the file, durable; null where none was begun.</summary>
    public string? Save()
    {
        if (stream is null)
        {
            return null;
        }
        stream.Flush();
        if (Libc.FileSync((int)stream.SafeFileHandle.DangerousGetHandle()) != 0)
        {
            throw Libc.LastError("cannot save", stream.Name);
        }
        var name = $"bash-{Convert.ToHexStringLower(hash!.GetHashAndReset())[..16]}.txt";
        File.Move(stream.Name, Path.Combine(folder, name), overwrite: true);
        AtomicFile.SyncDirectory(folder);
        return name;
    }

    public void Dispose()
    {
        hash?.Dispose();
        if (stream is not null)
        {
            stream.Dispose();
            File.Delete(stream.Name);
        }
    }
}
