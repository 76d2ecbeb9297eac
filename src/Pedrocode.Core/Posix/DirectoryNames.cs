using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Pedrocode.Core.Posix;

/// <summary>The names in an opened directory, of any bytes, by getdents64(2).</summary>
internal static partial class DirectoryNames
{
    private static readonly nint Call = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 61 : 217;

    public static List<BytePath> Of(int descriptor)
    {
        var names = new List<BytePath>();
        var buffer = new byte[32 * 1024];
        while (true)
        {
            var read = (int)GetEntries(Call, descriptor, buffer, buffer.Length);
            if (read < 0)
            {
                throw Libc.LastError("cannot list", "a directory");
            }
            if (read == 0)
            {
                return names;
            }
            for (var at = 0; at < read; )
            {
                // struct linux_dirent64: inode 8, offset 8, length 2, type 1, name.
                var length = BinaryPrimitives.ReadUInt16LittleEndian(buffer.AsSpan(at + 16));
                var name = buffer.AsSpan(at + 19, length - 19);
                name = name[..name.IndexOf((byte)0)];
                if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
                {
                    names.Add(BytePath.Of(name));
                }
                at += length;
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint GetEntries(nint call, nint descriptor, byte[] buffer, nint size);
}
