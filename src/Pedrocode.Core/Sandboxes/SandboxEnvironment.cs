using System.Collections.Immutable;
using Pedrocode.Core.Trees;

namespace Pedrocode.Core.Sandboxes;

/// <summary>The environment of a command in the sandbox: nothing that leads out of it, and tools know that there is no network.</summary>
internal static class SandboxEnvironment
{
    /// <summary>Sockets and sessions of the user that are not there inside.</summary>
    private static readonly ImmutableArray<string> Removed =
    [
        "SSH_AUTH_SOCK",
        "SSH_AGENT_PID",
        "GPG_AGENT_INFO",
        "DBUS_SESSION_BUS_ADDRESS",
        "DBUS_SYSTEM_BUS_ADDRESS",
        "XDG_RUNTIME_DIR",
        "DISPLAY",
        "WAYLAND_DISPLAY",
        "XAUTHORITY",
        "DOCKER_HOST",
        "TMUX",
        "TMUX_PANE",
        "STY",
    ];

    public static IReadOnlyDictionary<string, string> Of(
        IReadOnlyDictionary<string, string> environment,
        Reach reach,
        JobTree tree,
        string? lentObjects
    )
    {
        var inside = environment.ToDictionary(StringComparer.Ordinal);
        foreach (var name in Removed)
        {
            inside.Remove(name);
        }
        inside["TMPDIR"] = "/tmp";
        inside["PWD"] = tree.ProjectWorkDir;
        if (lentObjects is not null)
        {
            inside["GIT_ALTERNATE_OBJECT_DIRECTORIES"] = lentObjects;
        }
        if (inside.ContainsKey("GIT_CEILING_DIRECTORIES"))
        {
            inside["GIT_CEILING_DIRECTORIES"] = Path.GetDirectoryName(tree.ProjectRoot)!;
        }
        if (reach == Reach.Tree)
        {
            // Fail at once and say so, instead of trying again for minutes.
            inside["npm_config_offline"] = "true";
            inside["CARGO_NET_OFFLINE"] = "true";
            inside["GOPROXY"] = "off";
            inside["PIP_RETRIES"] = "0";
        }
        return inside;
    }
}
