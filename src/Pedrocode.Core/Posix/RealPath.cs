using System.Runtime.InteropServices;

namespace Pedrocode.Core.Posix;

/// <summary>Paths with every link resolved, by realpath(3): <c>GetFullPath</c> does not look at links in parents.</summary>
public static class RealPath
{
    /// <summary>The path without links, or null where it does not exist or may not be looked at.</summary>
    public static string? Of(string path)
    {
        var pointer = Libc.RealPath(path, IntPtr.Zero);
        if (pointer == IntPtr.Zero)
        {
            return null;
        }
        try
        {
            return Marshal.PtrToStringUTF8(pointer);
        }
        finally
        {
            Libc.Free(pointer);
        }
    }

    /// <summary>Whether <paramref name="path"/> is <paramref name="root"/> or below it, by whole segments. Both must be resolved already.</summary>
    public static bool IsWithin(string root, string path) =>
        path == root || root == "/" || path.StartsWith(root + "/", StringComparison.Ordinal);
}
