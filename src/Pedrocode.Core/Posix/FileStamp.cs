using System.Buffers.Binary;

namespace Pedrocode.Core.Posix;

/// <summary>
/// What the system changes of a file whenever anybody changes it: content, owner, mode or name. The time of the last change (ctime) is
/// set by no program; all by statx(2).
/// </summary>
internal readonly record struct FileStamp(ulong Inode, ushort Mode, ulong Size, long Seconds, uint Nanoseconds)
{
    /// <summary>Bytes of <see cref="Write"/>.</summary>
    public const int Length = 8 + 2 + 8 + 8 + 4;

    public bool IsDirectory => (Mode & 0xF000) == 0x4000;

    public DateTime Changed => DateTime.UnixEpoch.AddSeconds(Seconds).AddTicks(Nanoseconds / 100);

    /// <summary>Of a name in an opened directory, ended by NUL; a link is not followed. Null where it cannot be looked at.</summary>
    public static unsafe FileStamp? At(int directory, byte[] name)
    {
        var buffer = stackalloc byte[256];
        if (Libc.StatXAt(directory, name, FileIdentity.AtSymlinkNoFollow, FileIdentity.BasicStats, buffer) != 0)
        {
            return null;
        }
        // Beside what FileIdentity reads: size at 40, time of the last change at 96 and 104.
        var data = new ReadOnlySpan<byte>(buffer, 256);
        return new FileStamp(
            BinaryPrimitives.ReadUInt64LittleEndian(data[32..]),
            BinaryPrimitives.ReadUInt16LittleEndian(data[28..]),
            BinaryPrimitives.ReadUInt64LittleEndian(data[40..]),
            BinaryPrimitives.ReadInt64LittleEndian(data[96..]),
            BinaryPrimitives.ReadUInt32LittleEndian(data[104..])
        );
    }

    public void Write(Span<byte> to)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(to, Inode);
        BinaryPrimitives.WriteUInt16LittleEndian(to[8..], Mode);
        BinaryPrimitives.WriteUInt64LittleEndian(to[10..], Size);
        BinaryPrimitives.WriteInt64LittleEndian(to[18..], Seconds);
        BinaryPrimitives.WriteUInt32LittleEndian(to[26..], Nanoseconds);
    }
}
