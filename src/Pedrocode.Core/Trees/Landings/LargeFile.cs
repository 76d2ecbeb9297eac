using System.Security.Cryptography;
using System.Text;

namespace Pedrocode.Core.Trees.Landings;

/// <summary>What Git LFS stores in place of a file.</summary>
internal static class LargeFile
{
    private const int LongestPointer = 1024;

    public static bool IsPointerTo(byte[] pointer, byte[] content) =>
        pointer.Length <= LongestPointer
        && Encoding
            .UTF8.GetString(pointer)
            .Split('\n')
            .Contains($"oid sha256:{Convert.ToHexStringLower(SHA256.HashData(content))}");
}
