using System.Runtime.InteropServices;

namespace Pedrocode.Core.Posix;

/// <summary>Calls that take a directory's descriptor and a name of any bytes, ended by NUL.</summary>
internal static partial class Libc
{
    public const int ENOTDIR = 20;
    public const int EINVAL = 22;
    public const int ENOSYS = 38;
    public const int ENOTEMPTY = 39;
    public const int EOPNOTSUPP = 95;

    public const int AtFdCwd = -100;
    public const int AtRemoveDirectory = 0x200;

    /// <summary>renameat2(2), Linux: fails where the target exists; swaps both.</summary>
    public const uint RenameNoReplace = 1;
    public const uint RenameExchange = 2;

    public const int OpenWriteOnly = 1;
    public const int OpenExclusive = 0x80;
    public const int OpenPathOnly = 0x200000;
    public const int OpenNoTerminal = 0x100;

    /// <summary>Their values differ between the architectures of Linux.</summary>
    public static int OpenNoFollow { get; } =
        RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x8000 : 0x20000;

    public static int OpenDirectory { get; } =
        RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x4000 : 0x10000;

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    public static partial int OpenAt(int directory, byte[] name, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    public static unsafe partial int StatXAt(int directory, byte[] name, int flags, uint mask, byte* buffer);

    [LibraryImport("libc", EntryPoint = "readlinkat", SetLastError = true)]
    public static partial nint ReadLinkAt(int directory, byte[] name, byte[] buffer, nint size);

    [LibraryImport("libc", EntryPoint = "symlinkat", SetLastError = true)]
    public static partial int SymbolicLinkAt(byte[] target, int directory, byte[] name);

    [LibraryImport("libc", EntryPoint = "linkat", SetLastError = true)]
    public static partial int LinkAt(int fromDirectory, byte[] from, int toDirectory, byte[] to, int flags);

    [LibraryImport("libc", EntryPoint = "renameat", SetLastError = true)]
    public static partial int RenameAt(int fromDirectory, byte[] from, int toDirectory, byte[] to);

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true)]
    public static partial int RenameAt2(int fromDirectory, byte[] from, int toDirectory, byte[] to, uint flags);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true)]
    public static partial int UnlinkAt(int directory, byte[] name, int flags);

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true)]
    public static partial int MakeDirectoryAt(int directory, byte[] name, uint mode);

    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    public static partial int ChangeModeOf(int descriptor, uint mode);
}
