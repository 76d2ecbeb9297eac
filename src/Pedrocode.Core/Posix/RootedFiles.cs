using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Pedrocode.Core.Posix;

/// <summary>
/// The files below one directory, by names of any bytes. No link in a parent is ever followed, so nothing here leads out of the
/// root. Methods throw <see cref="IOException"/>.
/// </summary>
internal sealed class RootedFiles : IDisposable
{
    private const int SymlinkNoFollow = 0x100;
    private const uint BasicStats = 0x7ff;

    private readonly string root;
    private readonly int descriptor;

    public RootedFiles(string root)
    {
        this.root = root;
        descriptor = Libc.Open(root, Libc.OpenDirectory | Libc.OpenCloseOnExec, 0);
        if (descriptor < 0)
        {
            throw Libc.LastError("cannot open", root);
        }
    }

    /// <summary>What stands at the path, a link not followed.</summary>
    public unsafe RootedEntry Look(BytePath path)
    {
        using var parent = TryParent(path, out var blocked);
        if (parent is null)
        {
            return new RootedEntry(blocked ? RootedKind.Blocked : RootedKind.Nothing, 0, 0);
        }
        var buffer = stackalloc byte[256];
        if (Libc.StatXAt(parent.Descriptor, Last(path), SymlinkNoFollow, BasicStats, buffer) != 0)
        {
            return Marshal.GetLastPInvokeError() == Libc.ENOENT
                ? new RootedEntry(RootedKind.Nothing, 0, 0)
                : throw Failure("cannot look at", path);
        }
        var data = new ReadOnlySpan<byte>(buffer, 256);
        var mode = BinaryPrimitives.ReadUInt16LittleEndian(data[28..]);
        var kind = (mode & 0xF000) switch
        {
            0x8000 => RootedKind.File,
            0xA000 => RootedKind.Link,
            0x4000 => RootedKind.Directory,
            _ => RootedKind.Other,
        };
        return new RootedEntry(kind, mode & 0xFFF, BinaryPrimitives.ReadInt64LittleEndian(data[40..]));
    }

    public byte[] Read(BytePath path)
    {
        using var parent = Parent(path);
        var file = Libc.OpenAt(
            parent.Descriptor,
            Last(path),
            Libc.OpenNoFollow | Libc.OpenNonBlocking | Libc.OpenNoTerminal | Libc.OpenCloseOnExec,
            0
        );
        if (file < 0)
        {
            throw Failure("cannot read", path);
        }
        using var handle = new SafeFileHandle(file, ownsHandle: true);
        return FileIdentity.OfDescriptor(file) is { IsRegularFile: true }
            ? PlainFile.Read(handle, Array.MaxLength)
            : throw new IOException($"cannot read {Full(path)}: it is no regular file");
    }

    public byte[] ReadLink(BytePath path)
    {
        using var parent = Parent(path);
        var buffer = new byte[4096];
        var length = Libc.ReadLinkAt(parent.Descriptor, Last(path), buffer, buffer.Length);
        return length >= 0 ? buffer[..(int)length] : throw Failure("cannot read", path);
    }

    /// <summary>
    /// A new file, durable when this returns. <paramref name="permissions"/> null: 0666 or 0777 less the umask, as git makes them.
    /// </summary>
    public void Create(BytePath path, ReadOnlySpan<byte> content, int? permissions, bool executable)
    {
        using var parent = Parent(path);
        var file = Libc.OpenAt(
            parent.Descriptor,
            Last(path),
            Libc.OpenWriteOnly | Libc.OpenCreate | Libc.OpenExclusive | Libc.OpenCloseOnExec,
            executable ? 0x1FF : 0x1B6
        );
        if (file < 0)
        {
            throw Failure("cannot write", path);
        }
        using var handle = new SafeFileHandle(file, ownsHandle: true);
        RandomAccess.Write(handle, content, 0);
        if (permissions is { } exact && Libc.ChangeModeOf(file, (uint)exact) != 0)
        {
            throw Failure("cannot set the mode of", path);
        }
        if (Libc.FileSync(file) != 0)
        {
            throw Failure("cannot save", path);
        }
    }

    /// <summary>A file of that content in the place of whatever file or link stands there, in one step, durable when this returns.</summary>
    public void Replace(BytePath path, ReadOnlySpan<byte> content, int permissions)
    {
        var temp = path.Parent.Then(BytePath.Of($".{Guid.NewGuid():N}.tmp"));
        try
        {
            Create(temp, content, permissions, executable: false);
            MoveOver(temp, path);
        }
        catch
        {
            Remove(temp);
            throw;
        }
        Sync(path.Parent);
    }

    public void CreateLink(BytePath path, ReadOnlySpan<byte> target)
    {
        using var parent = Parent(path);
        Check(Libc.SymbolicLinkAt([.. target, 0], parent.Descriptor, Last(path)), "cannot make the link", path);
    }

    /// <summary>
    /// Swaps two names in one step, so that neither is ever missing. False where the file system cannot.
    /// </summary>
    public bool TryExchange(BytePath one, BytePath other)
    {
        using var first = Parent(one);
        using var second = Parent(other);
        if (Libc.RenameAt2(first.Descriptor, Last(one), second.Descriptor, Last(other), Libc.RenameExchange) == 0)
        {
            return true;
        }
        return CannotRename2() ? false : throw Failure("cannot replace", other);
    }

    /// <summary>A second name for the same file, where the name is free.</summary>
    public void Link(BytePath from, BytePath to)
    {
        using var first = Parent(from);
        using var second = Parent(to);
        Check(Libc.LinkAt(first.Descriptor, Last(from), second.Descriptor, Last(to), 0), "cannot keep", from);
    }

    /// <summary>Replaces what stands at <paramref name="to"/>, in one step.</summary>
    public void MoveOver(BytePath from, BytePath to)
    {
        using var first = Parent(from);
        using var second = Parent(to);
        Check(Libc.RenameAt(first.Descriptor, Last(from), second.Descriptor, Last(to)), "cannot replace", to);
    }

    /// <summary>False where something stands at <paramref name="to"/> already.</summary>
    public bool TryMove(BytePath from, BytePath to)
    {
        using var first = Parent(from);
        using var second = Parent(to);
        if (Libc.RenameAt2(first.Descriptor, Last(from), second.Descriptor, Last(to), Libc.RenameNoReplace) == 0)
        {
            return true;
        }
        if (Marshal.GetLastPInvokeError() == Libc.EEXIST)
        {
            return false;
        }
        if (!CannotRename2())
        {
            throw Failure("cannot move", from);
        }
        if (Libc.LinkAt(first.Descriptor, Last(from), second.Descriptor, Last(to), 0) != 0)
        {
            return Marshal.GetLastPInvokeError() == Libc.EEXIST ? false : throw Failure("cannot move", from);
        }
        Check(Libc.UnlinkAt(first.Descriptor, Last(from), 0), "cannot move", from);
        return true;
    }

    /// <summary>A file or a link; nothing where it is gone already.</summary>
    public void Remove(BytePath path)
    {
        using var parent = TryParent(path, out _);
        if (
            parent is not null
            && Libc.UnlinkAt(parent.Descriptor, Last(path), 0) != 0
            && Marshal.GetLastPInvokeError() != Libc.ENOENT
        )
        {
            throw Failure("cannot remove", path);
        }
    }

    /// <summary>False where something is in it, or it is not there.</summary>
    public bool TryRemoveDirectory(BytePath path)
    {
        using var parent = TryParent(path, out _);
        if (parent is null || Libc.UnlinkAt(parent.Descriptor, Last(path), Libc.AtRemoveDirectory) == 0)
        {
            return parent is not null;
        }
        return Marshal.GetLastPInvokeError() is Libc.ENOENT or Libc.ENOTEMPTY or Libc.EEXIST or Libc.ENOTDIR
            ? false
            : throw Failure("cannot remove", path);
    }

    /// <summary>The directory and its parents, where missing.</summary>
    public void MakeDirectories(BytePath path)
    {
        var at = BytePath.Root;
        foreach (var part in path.Parts)
        {
            at = at.Then(BytePath.OfLatin1(part));
            using var parent = Parent(at);
            if (
                Libc.MakeDirectoryAt(parent.Descriptor, Last(at), 0x1FF) != 0
                && Marshal.GetLastPInvokeError() != Libc.EEXIST
            )
            {
                throw Failure("cannot make", at);
            }
        }
    }

    /// <summary>What is in a directory, by path below the root; empty where there is none.</summary>
    public IEnumerable<BytePath> List(BytePath directory)
    {
        using var opened = TryOpenDirectory(directory);
        if (opened is null)
        {
            return [];
        }
        // The names come by way of the descriptor: what the path means now could be somewhere else.
        return DirectoryNames.Of(opened.Descriptor).Select(name => directory.Then(name)).ToList();
    }

    /// <summary>Makes the names in a directory durable; nothing where it is gone.</summary>
    public void Sync(BytePath directory)
    {
        using var opened = TryOpenDirectory(directory);
        if (opened is null)
        {
            return;
        }
        Check(Libc.FileSync(opened.Descriptor), "cannot save", directory);
    }

    public void Dispose() => _ = Libc.Close(descriptor);

    private Opened Parent(BytePath path) =>
        TryParent(path, out _) ?? throw new IOException($"cannot reach {Full(path)}: a parent is not a directory");

    /// <param name="blocked">A parent is a file or a link.</param>
    private Opened? TryParent(BytePath path, out bool blocked)
    {
        var at = new Opened(descriptor, isOwn: false);
        blocked = false;
        foreach (var part in path.NulEndedParts[..^1])
        {
            var next = Libc.OpenAt(
                at.Descriptor,
                part,
                Libc.OpenPathOnly | Libc.OpenDirectory | Libc.OpenNoFollow | Libc.OpenCloseOnExec,
                0
            );
            var errno = Marshal.GetLastPInvokeError();
            at.Dispose();
            if (next < 0)
            {
                blocked = errno != Libc.ENOENT;
                return null;
            }
            at = new Opened(next, isOwn: true);
        }
        return at;
    }

    private Opened? TryOpenDirectory(BytePath path)
    {
        var flags = Libc.OpenDirectory | Libc.OpenNoFollow | Libc.OpenCloseOnExec;
        if (path.IsRoot)
        {
            var again = Libc.OpenAt(descriptor, ".\0"u8.ToArray(), flags, 0);
            return again < 0 ? throw Failure("cannot open", path) : new Opened(again, isOwn: true);
        }
        using var parent = TryParent(path, out _);
        if (parent is null)
        {
            return null;
        }
        var opened = Libc.OpenAt(parent.Descriptor, Last(path), flags, 0);
        return opened < 0 ? null : new Opened(opened, isOwn: true);
    }

    private static byte[] Last(BytePath path) => path.NulEndedParts[^1];

    /// <summary>EXDEV is for the caller to see: both names lie in one directory or its parents, so it is a mount point.</summary>
    private static bool CannotRename2() =>
        Marshal.GetLastPInvokeError() is Libc.EINVAL or Libc.ENOSYS or Libc.EOPNOTSUPP;

    private void Check(int result, string what, BytePath path)
    {
        if (result != 0)
        {
            throw Failure(what, path);
        }
    }

    private IOException Failure(string what, BytePath path) => Libc.LastError(what, Full(path));

    private string Full(BytePath path) => path.IsRoot ? root : $"{root}/{path.Shown}";

    private sealed class Opened(int descriptor, bool isOwn) : IDisposable
    {
        public int Descriptor => descriptor;

        public void Dispose()
        {
            if (isOwn)
            {
                _ = Libc.Close(descriptor);
            }
        }
    }
}

/// <param name="Permissions">The lower twelve bits of the mode.</param>
internal readonly record struct RootedEntry(RootedKind Kind, int Permissions, long Size)
{
    /// <summary>The root itself.</summary>
    public static readonly RootedEntry Directory = new(RootedKind.Directory, 0, 0);
}

internal enum RootedKind
{
    Nothing,
    File,
    Link,
    Directory,

    /// <summary>A pipe, a socket, a device.</summary>
    Other,

    /// <summary>A parent is a file or a link.</summary>
    Blocked,
}
