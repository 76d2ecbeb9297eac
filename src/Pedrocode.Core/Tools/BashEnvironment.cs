using System.Collections.Immutable;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Tools;

/// <summary>
/// The environment of the model's commands: the user's, without secrets, without what belongs to pedrocode, and without
/// what would make a shell do other things than the command says.
/// </summary>
internal static class BashEnvironment
{
    private static readonly ImmutableArray<string> Secrets =
    [
        "KEY",
        "TOKEN",
        "SECRET",
        "PASSWORD",
        "PASSWD",
        "PASSPHRASE",
        "CREDENTIAL",
    ];

    // Files a shell reads before the command, options and functions it takes from outside, and what forces colours on.
    private static readonly ImmutableHashSet<string> Removed =
    [
        "BASH_ENV",
        "ENV",
        "SHELLOPTS",
        "BASHOPTS",
        "BASH_XTRACEFD",
        "PS4",
        "CDPATH",
        "GLOBIGNORE",
        "POSIXLY_CORRECT",
        "PROMPT_COMMAND",
        "FORCE_COLOR",
        "CLICOLOR_FORCE",
        "GIT_CONFIG_COUNT",
        "OLDPWD",
    ];

    private static readonly ImmutableDictionary<string, string> Added = new Dictionary<string, string>
    {
        // Nobody is there to answer, page through or edit.
        ["GIT_TERMINAL_PROMPT"] = "0",
        ["GIT_PAGER"] = "cat",
        ["PAGER"] = "cat",
        ["MANPAGER"] = "cat",
        ["GIT_EDITOR"] = "true",
        ["TERM"] = "dumb",
        ["NO_COLOR"] = "1",
        // What only looks at a repository does not write to it either, nor runs what its configuration names as a monitor.
        ["GIT_OPTIONAL_LOCKS"] = "0",
        ["GIT_CONFIG_PARAMETERS"] = "'core.fsmonitor=false'",
    }.ToImmutableDictionary();

    public static ImmutableDictionary<string, string> From(IEnumerable<KeyValuePair<string, string>> users) =>
        users.Where(static entry => IsKept(entry.Key)).ToImmutableDictionary().SetItems(Added);

    /// <summary>
    /// For a command that runs unasked because it provably only reads: its programs come from outside the project, git
    /// leaves the index as it is and runs no hook, and no repository that somebody hid in a folder gives it its configuration.
    /// </summary>
    public static ImmutableDictionary<string, string> ForReading(
        ImmutableDictionary<string, string> environment,
        string[] roots
    ) =>
        environment
            .SetItem("PATH", ProgramPath.Outside(roots, environment.GetValueOrDefault("PATH")))
            .SetItem(
                "GIT_CONFIG_PARAMETERS",
                "'core.fsmonitor=false' 'core.hooksPath=/dev/null' 'diff.autoRefreshIndex=false' 'safe.bareRepository=explicit'"
            )
            .Remove("RIPGREP_CONFIG_PATH")
            .Remove("GIT_EXTERNAL_DIFF");

    private static bool IsKept(string name) =>
        !Removed.Contains(name)
        && !name.StartsWith("PEDROCODE_", StringComparison.OrdinalIgnoreCase)
        && !name.StartsWith("BASH_FUNC_", StringComparison.Ordinal)
        && !Secrets.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));
}
