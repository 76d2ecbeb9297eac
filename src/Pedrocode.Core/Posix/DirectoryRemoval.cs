using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Pedrocode.Core.Posix;

/// <summary>
/// Removes a directory and all below it, whatever bytes its names are and whatever modes its directories have. Links are removed, never
/// followed.
/// </summary>
public static class DirectoryRemoval
{
    private const int EACCES = 13;
    private const int EISDIR = 21;
    private const int EPERM = 1;
    private const uint OwnersAll = 0x1C0; // 0700

    /// <summary>Nothing where it is gone already. Throws <see cref="IOException"/> where something stays.</summary>
    public static void Delete(string path)
    {
        if (FileIdentity.OfPath(path) is not { IsDirectory: true })
        {
            return;
        }
        var name = BytePath.Of(path.TrimStart('/')).Latin1;
        using var root = new SafeFileHandle(Libc.Open("/", Libc.OpenDirectory | Libc.OpenCloseOnExec, 0), true);
        Remove((int)root.DangerousGetHandle(), NulEnded(name), path);
    }

    private static void Remove(int parent, byte[] name, string shown)
    {
        var opened = Libc.OpenAt(parent, name, Flags, 0);
        if (opened < 0 && Marshal.GetLastPInvokeError() == EACCES)
        {
            Allow(parent, name);
            opened = Libc.OpenAt(parent, name, Flags, 0);
        }
        if (opened < 0)
        {
            throw Libc.LastError("cannot remove", shown);
        }
        using (var directory = new SafeFileHandle(opened, ownsHandle: true))
        {
            foreach (var inside in DirectoryNames.Of(opened))
            {
                RemoveInside(opened, NulEnded(inside.Latin1), $"{shown}/{inside.Shown}");
            }
        }
        if (Libc.UnlinkAt(parent, name, Libc.AtRemoveDirectory) != 0 && Marshal.GetLastPInvokeError() != Libc.ENOENT)
        {
            throw Libc.LastError("cannot remove", shown);
        }
    }

    private static void RemoveInside(int directory, byte[] name, string shown)
    {
        for (var isAllowed = false; Libc.UnlinkAt(directory, name, 0) != 0; isAllowed = true)
        {
            switch (Marshal.GetLastPInvokeError())
            {
                case Libc.ENOENT:
                    return;
                case EISDIR or EPERM when IsDirectory(directory, name):
                    MayEmpty(directory);
                    Remove(directory, name, shown);
                    return;
                case EACCES when !isAllowed && Libc.ChangeModeOf(directory, OwnersAll) == 0:
                    break;
                default:
                    throw Libc.LastError("cannot remove", shown);
            }
        }
    }

    /// <summary>Before a directory in it is removed: that needs the right to write here.</summary>
    private static void MayEmpty(int directory)
    {
        if (Libc.AccessAt(directory, ".\0"u8.ToArray(), mode: 2, flags: 0) != 0)
        {
            _ = Libc.ChangeModeOf(directory, OwnersAll);
        }
    }

    private static bool IsDirectory(int parent, byte[] name)
    {
        var opened = Libc.OpenAt(parent, name, Libc.OpenPathOnly | Flags, 0);
        if (opened < 0)
        {
            return false;
        }
        _ = Libc.Close(opened);
        return true;
    }

    private static void Allow(int parent, byte[] name)
    {
        var opened = Libc.OpenAt(parent, name, Libc.OpenPathOnly | Flags, 0);
        if (opened >= 0)
        {
            _ = Libc.ChangeMode($"/proc/self/fd/{opened.ToString(CultureInfo.InvariantCulture)}", OwnersAll);
            _ = Libc.Close(opened);
        }
    }

    private static int Flags => Libc.OpenDirectory | Libc.OpenNoFollow | Libc.OpenCloseOnExec;

    private static byte[] NulEnded(string latin1) => [.. System.Text.Encoding.Latin1.GetBytes(latin1), 0];
}
