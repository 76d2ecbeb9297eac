using System.Collections.Frozen;

namespace Pedrocode.Core.Permissions;

/// <summary>
/// What a star in a rule does not stand for: what makes a program that reads run another one, or write. <c>bash(find *)</c> does not allow
/// <c>find . -delete</c>; <c>bash(find * -delete)</c> does, for it says so.
/// </summary>
internal static class StarReach
{
    /// <summary>Programs that run what they are given.</summary>
    private static readonly FrozenSet<string> Runners = FrozenSet.ToFrozenSet([
        .. "env xargs timeout nohup nice ionice setsid stdbuf watch time sudo doas su runuser parallel script strace ltrace".Split(
            ' '
        ),
        .. "unshare nsenter chroot busybox flock sh bash dash ash ksh zsh fish eval exec command builtin source . trap ssh".Split(
            ' '
        ),
    ]);

    /// <summary>Whether a command is one that runs what its own words name: what stands in them is another command.</summary>
    public static bool RunsItsWords(IReadOnlyList<string> words) => Runners.Contains(Path.GetFileName(words[0]));

    /// <summary>Whether the words, which fit the pattern, go beyond what its star stands for.</summary>
    public static bool IsExceeded(string pattern, IReadOnlyList<string> words)
    {
        var star = pattern.IndexOf('*', StringComparison.Ordinal);
        if (
            star < 0
            || star != pattern.Length - 1
            || pattern[..star].Split(' ', StringSplitOptions.RemoveEmptyEntries) is not (var said and [_, ..])
        )
        {
            return false;
        }
        return said.Length <= 2
            && !said.Any(static word => word[0] == '-')
            && (RunsItsWords(words) || (ReadOnlyCommands.Knows(words) && !ReadOnlyCommands.Judge(words)));
    }
}
