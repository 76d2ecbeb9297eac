using System.Collections.Immutable;

namespace Pedrocode.Core.Sandboxes;

/// <summary>What tools say when there is no network.</summary>
internal static class NetworkFailure
{
    private static readonly ImmutableArray<string> Signs =
    [
        "Could not resolve host",
        "Temporary failure in name resolution",
        "Name or service not known",
        "Network is unreachable",
        "No address associated with hostname",
        "getaddrinfo",
        "EAI_AGAIN",
        "ENOTFOUND",
        "ENOTCACHED",
        "NU1301",
        "failed to lookup address",
        "you may run without `--offline`",
        "module lookup disabled by GOPROXY=off",
        "Failed to establish a new connection",
    ];

    public static bool IsIn(string output) => Signs.Any(sign => output.Contains(sign, StringComparison.Ordinal));
}
