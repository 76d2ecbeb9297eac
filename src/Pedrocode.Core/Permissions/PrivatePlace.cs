using System.Collections.Frozen;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Permissions;

/// <summary>
/// Where outside any project the user's and the machine's own affairs lie: other processes, devices, what programs keep in the home. A command
/// that reads there asks, though it only reads: what it prints goes to the model.
/// </summary>
internal static class PrivatePlace
{
    /// <summary>Say how the machine is, and nothing of who uses it.</summary>
    private static readonly FrozenSet<string> Facts = FrozenSet.ToFrozenSet([
        .. "cpuinfo meminfo version loadavg uptime stat mounts filesystems"
            .Split(' ')
            .Select(static name => $"/proc/{name}"),
        .. "null zero stdin stdout stderr tty".Split(' ').Select(static name => $"/dev/{name}"),
    ]);

    private static readonly string[] Hidden =
    [
        "/proc",
        "/dev",
        "/run/secrets",
        "/var/run/secrets",
        "/etc/ssl/private",
        "/etc/sudoers",
        "/etc/sudoers.d",
    ];

    /// <summary>Of what programs keep in the home, that which anybody may have: packages and toolchains.</summary>
    private static readonly string[] Common =
    [
        ".cargo/registry",
        ".rustup",
        ".nuget/packages",
        ".dotnet",
        ".m2/repository",
        ".gradle/caches",
        ".pyenv/versions",
        ".nvm/versions",
        ".local/lib",
        ".local/bin",
        ".npm/_cacache",
    ];

    /// <summary>Programs that print what stands in the files below a folder they are given, or below where they run.</summary>
    private static readonly FrozenSet<string> DeepReaders = FrozenSet.ToFrozenSet([
        "grep",
        "egrep",
        "fgrep",
        "rg",
        "diff",
    ]);

    private static readonly string[] Homes =
    [
        "/root",
        .. Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is ['/', _, ..] own
            ? [own.TrimEnd('/')]
            : Array.Empty<string>(),
    ];

    /// <summary>Whether a command, run in a folder, names such a place.</summary>
    /// <param name="words">The command.</param>
    /// <param name="folder">Absolute; null where it is not known: then only absolute names are looked at.</param>
    /// <param name="project">Absolute: what lies in it is the project's, wherever it is.</param>
    public static bool IsNamedBy(IReadOnlyList<string> words, string? folder, string? project)
    {
        var isDeep = DeepReaders.Contains(Path.GetFileName(words[0]));
        var places = words.Skip(1).SelectMany(Paths);
        if (isDeep)
        {
            places = places.Append(".");
        }
        return places.Any(place =>
            Resolve(place, folder) is { } path
            && Outside(place, path, project) is { } outside
            && (IsPrivate(outside) || (isDeep && Homes.Any(home => RealPath.IsWithin(outside, home))))
        );
    }

    /// <summary>Null where it is the project's own. A link there may lead anywhere: the repository may have brought it along.</summary>
    private static string? Outside(string place, string path, string? project)
    {
        if (project is null || !RealPath.IsWithin(project, path))
        {
            return path;
        }
        // A plain name is most often no link, or nothing at all.
        if (!place.Contains('/') && !IsLink(path))
        {
            return null;
        }
        return RealPath.Of(path) is { } real && RealPath.Of(project) is { } root && !RealPath.IsWithin(root, real)
            ? real
            : null;
    }

    private static bool IsLink(string path)
    {
        try
        {
            return FileIdentity.OfPath(path) is { IsLink: true };
        }
        catch (IOException)
        {
            // Too long for a name, or not to be looked at: then nobody reads it either.
            return false;
        }
    }

    /// <summary>Where a change of directory leads; null where that cannot be said.</summary>
    public static string? Resolve(string path, string? folder) =>
        path.StartsWith('/') ? Path.GetFullPath(path)
        : folder is null ? null
        : Path.GetFullPath(path, folder);

    private static bool IsPrivate(string path) =>
        (Hidden.Any(hidden => RealPath.IsWithin(hidden, path)) && !Facts.Contains(path))
        || SecretPath.IsNamedBy(path)
        || (
            HomeOf(path) is { } home
            && path[home.Length..].TrimStart('/') is ['.', ..] inside
            && !Common.Any(common => RealPath.IsWithin(common, inside))
        );

    /// <summary>What in a word may be a path: itself, or what follows <c>=</c>, <c>:</c> or the letter of an option.</summary>
    private static IEnumerable<string> Paths(string word)
    {
        foreach (var part in word.Split('=', ':', ','))
        {
            if (part.StartsWith('-'))
            {
                if (part.IndexOf('/') is > 0 and var at)
                {
                    yield return part[at..];
                }
                if (part.Length > 2 && part[1] != '-')
                {
                    yield return part[2..];
                }
            }
            else if (part.Length > 0)
            {
                yield return part;
            }
        }
    }

    /// <summary>The home a path lies in, or is; by where homes are everywhere, and by what this one is.</summary>
    private static string? HomeOf(string path) =>
        Homes.FirstOrDefault(home => RealPath.IsWithin(home, path))
        ?? (path.Split('/') is ["", "home" or "Users", { Length: > 0 } name, ..] parts ? $"/{parts[1]}/{name}" : null);
}
