using System.Runtime.InteropServices;
using System.Text;

namespace Pedrocode.Core.Posix;

/// <summary>
/// A directory with all that is in it, whatever bytes its names are made of and whatever modes it has. The runtime's own recursive delete
/// leaves names that are no UTF-8 where they are.
/// </summary>
public static class WholeDirectory
{
    private const uint OwnersOnly = 0x1C0;

    /// <summary>Deletes it; links are deleted, never followed. Nothing where there is none. Throws <see cref="IOException"/>.</summary>
    public static void Delete(string path)
    {
        if (FileIdentity.OfPath(path) is not { IsDirectory: true })
        {
            return;
        }
        var name = Encoding.UTF8.GetBytes(path + "\0");
        Empty(Libc.AtFdCwd, name, path);
        if (Libc.UnlinkAt(Libc.AtFdCwd, name, Libc.AtRemoveDirectory) != 0)
        {
            throw Libc.LastError("cannot remove", path);
        }
    }

    private static void Empty(int parent, byte[] name, string path)
    {
        var directory = Open(parent, name, path);
        try
        {
            foreach (var inside in DirectoryNames.Of(directory))
            {
                Remove(directory, inside, path);
            }
        }
        finally
        {
            _ = Libc.Close(directory);
        }
    }

    private static void Remove(int directory, BytePath inside, string path)
    {
        byte[] name = [.. inside.Bytes, 0];
        var shown = $"{path}/{inside.Shown}";
        if (Libc.UnlinkAt(directory, name, 0) == 0)
        {
            return;
        }
        switch (Marshal.GetLastPInvokeError())
        {
            case Libc.ENOENT:
                return;
            case Libc.EACCES:
                // Package caches make their directories read-only.
                _ = Libc.ChangeModeOf(directory, OwnersOnly);
                if (Libc.UnlinkAt(directory, name, 0) == 0)
                {
                    return;
                }
                break;
        }
        // A directory says so by EISDIR or EPERM; anything else fails again where it is opened.
        Empty(directory, name, shown);
        if (Libc.UnlinkAt(directory, name, Libc.AtRemoveDirectory) != 0)
        {
            throw Libc.LastError("cannot remove", shown);
        }
    }

    private static int Open(int parent, byte[] name, string path)
    {
        var flags = Libc.OpenDirectory | Libc.OpenNoFollow | Libc.OpenCloseOnExec;
        var opened = Libc.OpenAt(parent, name, flags, 0);
        if (opened < 0 && Marshal.GetLastPInvokeError() == Libc.EACCES)
        {
            var unread = Libc.OpenAt(parent, name, flags | Libc.OpenPathOnly, 0);
            _ = Libc.ChangeMode($"/proc/self/fd/{unread}", OwnersOnly);
            _ = Libc.Close(unread);
            opened = Libc.OpenAt(parent, name, flags, 0);
        }
        return opened >= 0 ? opened : throw Libc.LastError("cannot remove", path);
    }
}
