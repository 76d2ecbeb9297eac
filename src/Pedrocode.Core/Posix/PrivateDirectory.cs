using System.Runtime.InteropServices;

namespace Pedrocode.Core.Posix;

/// <summary>Directories that are the user's alone (0700), whatever the umask; never somebody else's, never a link.</summary>
public static class PrivateDirectory
{
    private const uint Mode = 0x1C0; // 0700
    private const UnixFileMode UserOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Makes it, with missing parents, or takes the one that is there if it is the user's own. Throws <see cref="UserError"/>.</summary>
    public static void Ensure(string path)
    {
        if (FileIdentity.OfPath(path) is null)
        {
            if (Path.GetDirectoryName(path) is { } parent && !Directory.Exists(parent))
            {
                EnsureParents(parent, path);
            }
            TryCreate(path);
        }
        var there = FileIdentity.OfPath(path) ?? throw new UserError($"{path} vanished while it was made");
        if (there.IsLink || !there.IsDirectory)
        {
            throw new UserError(
                $"{path} is {(there.IsLink ? "a link" : "not a directory")}",
                "remove it, or set PEDROCODE_HOME to a directory of yours"
            );
        }
        if (there.Owner != Libc.EffectiveUser())
        {
            throw new UserError(
                $"{path} belongs to somebody else (user {there.Owner})",
                "set PEDROCODE_HOME to a directory of yours"
            );
        }
        if (there.Permissions != (int)Mode && Libc.ChangeMode(path, Mode) != 0)
        {
            throw CannotBeMade(path);
        }
    }

    /// <summary>The same, and where it was missing its name and those of its missing parents outlive a power cut.</summary>
    public static void EnsureDurable(string path)
    {
        var missing = new List<string>();
        for (var at = path; at is not null && !Directory.Exists(at); at = Path.GetDirectoryName(at))
        {
            missing.Add(at);
        }
        Ensure(path);
        try
        {
            foreach (var made in missing)
            {
                AtomicFile.SyncDirectory(Path.GetDirectoryName(made)!);
            }
        }
        catch (IOException)
        {
            throw CannotBeMade(path);
        }
    }

    /// <summary>Whether this call made the directory: false where one stood there already.</summary>
    public static bool TryCreate(string path)
    {
        if (Libc.MakeDirectory(path, Mode) == 0)
        {
            _ = Libc.ChangeMode(path, Mode);
            return true;
        }
        return Marshal.GetLastPInvokeError() == Libc.EEXIST ? false : throw CannotBeMade(path);
    }

    private static void EnsureParents(string parent, string path)
    {
        try
        {
            Directory.CreateDirectory(parent, UserOnly);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotBeMade(path);
        }
    }

    private static NotWritableError CannotBeMade(string path) =>
        new(
            $"state directory {path} is not writable",
            "make it writable, or set PEDROCODE_HOME to a directory that is"
        );
}
