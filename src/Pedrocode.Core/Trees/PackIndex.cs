using System.Buffers.Binary;

namespace Pedrocode.Core.Trees;

/// <summary>Reads what objects a pack holds. Source: gitformat-pack(5), version 2 of the index.</summary>
internal static class PackIndex
{
    private const int Header = 8;
    private const int FanOut = 256 * 4;

    /// <summary>Beside its name an object has a checksum and an offset; the names of pack and index end the file.</summary>
    private const int BesideName = 4 + 4;

    private static ReadOnlySpan<byte> Version2 => [0xFF, (byte)'t', (byte)'O', (byte)'c', 0, 0, 0, 2];

    /// <param name="file">The index.</param>
    /// <param name="nameBytes">Bytes of an object's name: 20, or 32 for sha256.</param>
    /// <returns>Names in hexadecimal. Throws <see cref="IOException"/> where the file is no such index.</returns>
    public static IReadOnlyList<string> Names(string file, int nameBytes)
    {
        var bytes = File.ReadAllBytes(file);
        if (bytes.Length < Header + FanOut || !bytes.AsSpan(0, Header).SequenceEqual(Version2))
        {
            throw new IOException($"{file} is no index of a pack");
        }
        var count = (int)BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(Header + FanOut - 4));
        if (bytes.Length < Header + FanOut + (long)count * (nameBytes + BesideName) + 2 * nameBytes)
        {
            throw new IOException($"{file} is cut off");
        }
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(at => Convert.ToHexStringLower(bytes, Header + FanOut + at * nameBytes, nameBytes)),
        ];
    }
}
