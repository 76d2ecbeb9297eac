using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Pedrocode.Core.Posix;

/// <summary>Which file a path or descriptor is, who owns it and what it is: the parts of statx(2) that decide things here.</summary>
internal readonly record struct FileIdentity(ulong Device, ulong Inode, uint Owner, ushort Mode)
{
    private const int AtFdCwd = -100;
    private const int AtEmptyPath = 0x1000;
    internal const int AtSymlinkNoFollow = 0x100;
    internal const uint BasicStats = 0x7ff;

    public bool IsDirectory => (Mode & 0xF000) == 0x4000;

    public bool IsLink => (Mode & 0xF000) == 0xA000;

    public bool IsRegularFile => (Mode & 0xF000) == 0x8000;

    public int Permissions => Mode & 0xFFF;

    /// <summary>Null where nothing stands at the path. A link is not followed.</summary>
    public static FileIdentity? OfPath(string path) => Read(AtFdCwd, path, AtSymlinkNoFollow);

    public static FileIdentity? OfDescriptor(int descriptor) => Read(descriptor, "", AtEmptyPath);

    // struct statx has the same layout on every architecture: mode at 28, uid at 20, inode at 32, device at 136 and 140.
    private static unsafe FileIdentity? Read(int directory, string path, int flags)
    {
        var buffer = stackalloc byte[256];
        if (Libc.StatX(directory, path, flags, BasicStats, buffer) != 0)
        {
            return Marshal.GetLastPInvokeError() is 2 or 20 ? null : throw Libc.LastError("cannot look at", path);
        }
        var data = new ReadOnlySpan<byte>(buffer, 256);
        var device =
            ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(data[136..]) << 32)
            | BinaryPrimitives.ReadUInt32LittleEndian(data[140..]);
        return new FileIdentity(
            device,
            BinaryPrimitives.ReadUInt64LittleEndian(data[32..]),
            BinaryPrimitives.ReadUInt32LittleEndian(data[20..]),
            BinaryPrimitives.ReadUInt16LittleEndian(data[28..])
        );
    }
}
