using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Permissions;

/// <summary>
/// Whether the configuration that a repository brings along names nothing that git would run or fetch: what stands in it is on a list of what is
/// harmless. Filters, diff drivers and the like have names of anybody's choice; no variable switches them off.
/// </summary>
internal static partial class RepositoryConfiguration
{
    private const long MostBytes = 64 * 1024;

    private static readonly FrozenSet<string> Harmless = FrozenSet.ToFrozenSet([
        .. Keys("core", "repositoryformatversion filemode bare logallrefupdates ignorecase precomposeunicode symlinks"),
        .. Keys(
            "core",
            "autocrlf eol safecrlf quotepath untrackedcache preloadindex sparsecheckout sparsecheckoutcone"
        ),
        .. Keys("core", "longpaths abbrev protecthfs protectntfs"),
        .. Keys("extensions", "objectformat worktreeconfig"),
        .. Keys("remote", "url pushurl fetch push tagopt prune"),
        .. Keys("branch", "remote merge rebase description pushremote"),
        .. Keys("user", "name email"),
        .. Keys("init", "defaultbranch"),
        .. Keys("pull", "rebase ff"),
        .. Keys("push", "default autosetupremote followtags"),
        .. Keys("fetch", "prune prunetags"),
        .. Keys("index", "version sparse threads"),
        .. Keys("status", "short branch showuntrackedfiles"),
        .. Keys("diff", "renames algorithm colormoved context"),
        .. Keys("color", "ui status diff branch"),
        .. Keys("gc", "auto"),
        .. Keys("rerere", "enabled"),
    ]);

    /// <summary>True too where there is no repository.</summary>
    public static bool RunsNothing(string root)
    {
        // What git looks at in submodules it looks at with their own configuration.
        if (Path.Exists(Path.Combine(root, ".gitmodules")))
        {
            return false;
        }
        var git = Path.Combine(root, ".git");
        return FileIdentity.OfPath(git) switch
        {
            null => true,
            { IsDirectory: true } => AreHarmless(git),
            { IsRegularFile: true } => Linked(git) is { } linked && AreHarmless(linked),
            _ => false,
        };
    }

    /// <summary>Whether one of the commands is git, or a shell that may run it.</summary>
    public static bool Counts(IReadOnlyList<IReadOnlyList<string>> command) =>
        command.Any(static words => Path.GetFileName(words[0]) is "git" or "bash" or "sh" or "dash" or "zsh");

    private static bool AreHarmless(string git)
    {
        var common = Path.Combine(git, "commondir");
        var shared = PlainFile.TryRead(common, MostBytes) is { } named
            ? Path.GetFullPath(Text(named).Trim(), git)
            : git;
        return !shared.Contains('\0')
            && IsHarmless(Path.Combine(shared, "config"))
            && IsHarmless(Path.Combine(git, "config.worktree"));
    }

    private static string? Linked(string file)
    {
        const string leads = "gitdir: ";
        var text = PlainFile.TryRead(file, MostBytes) is { } bytes ? Text(bytes).Trim() : "";
        return text.StartsWith(leads, StringComparison.Ordinal) && !text.Contains('\0')
            ? Path.GetFullPath(text[leads.Length..], Path.GetDirectoryName(file)!)
            : null;
    }

    private static bool IsHarmless(string file)
    {
        if (FileIdentity.OfPath(file) is null)
        {
            return true;
        }
        if (PlainFile.TryRead(file, MostBytes) is not { Length: < (int)MostBytes } bytes)
        {
            return false;
        }
        var section = "";
        foreach (var line in Text(bytes).Split('\n').Select(static line => line.Trim()))
        {
            if (SectionHead().Match(line) is { Success: true } head)
            {
                section = head.Groups[1].Value.ToLowerInvariant();
            }
            else if (
                line.Length > 0
                && line[0] is not ('#' or ';')
                && (line.EndsWith('\\') || !Harmless.Contains($"{section}.{Key(line)}"))
            )
            {
                return false;
            }
        }
        return true;
    }

    // Behind a head, on its line, git takes a key too.
    [GeneratedRegex("^\\[([A-Za-z0-9-]+)( \"[^\"\\\\\\]]*\")?\\]$", RegexOptions.CultureInvariant)]
    private static partial Regex SectionHead();

    private static string Key(string line) => line.Split('=', 2)[0].Trim().ToLowerInvariant();

    private static IEnumerable<string> Keys(string section, string keys) =>
        keys.Split(' ').Select(key => $"{section}.{key}");

    private static string Text(byte[] bytes) => System.Text.Encoding.UTF8.GetString(bytes);
}
