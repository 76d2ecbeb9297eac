namespace Pedrocode.Core.Permissions;

/// <summary>
/// Commands that are of no use without the network: asked about at once, instead of failing in a sandbox that has none. Nothing is allowed
/// by this; what is not named here runs without the network too.
/// </summary>
internal static class NetworkNeed
{
    private static readonly Dictionary<string, string[]> Subcommands = new Dictionary<string, string[]>
    {
        ["npm"] = ["install", "i", "ci", "add", "update", "publish", "view", "search", "outdated", "audit", "login"],
        ["pnpm"] = ["install", "i", "add", "update", "up", "dlx", "publish"],
        ["yarn"] = ["install", "add", "up", "upgrade", "dlx", "publish"],
        ["bun"] = ["install", "i", "add", "update"],
        ["pip"] = ["install", "download", "index"],
        ["pip3"] = ["install", "download", "index"],
        ["uv"] = ["add", "sync", "lock", "pip", "tool"],
        ["poetry"] = ["install", "add", "update", "lock", "publish"],
        ["cargo"] = ["install", "add", "update", "fetch", "search", "publish"],
        ["go"] = ["get", "install"],
        ["gem"] = ["install", "update", "push"],
        ["bundle"] = ["install", "update"],
        ["composer"] = ["install", "require", "update"],
        ["git"] = ["fetch", "pull", "push", "clone", "ls-remote"],
        ["apt"] = ["install", "update", "upgrade"],
        ["apt-get"] = ["install", "update", "upgrade"],
        ["brew"] = ["install", "update", "upgrade"],
        ["docker"] = ["pull", "push", "login"],
    };

    private static readonly HashSet<string> Programs =
    [
        .. "curl wget ssh scp sftp gh glab ping nslookup dig telnet ftp aws gcloud az kubectl".Split(' '),
    ];

    private static readonly string[] Offline = ["--offline", "--no-index", "--frozen-offline"];

    /// <summary>What of the command needs the network: <c>npm install</c>; null where nothing is known to.</summary>
    public static string? Of(IReadOnlyList<IReadOnlyList<string>>? command) =>
        command?.Select(OfPart).FirstOrDefault(static need => need is not null);

    private static string? OfPart(IReadOnlyList<string> words)
    {
        if (words.Any(Offline.Contains) || words.Any(static word => word is "--help" or "--version"))
        {
            return null;
        }
        var program = words[0];
        if (Programs.Contains(program))
        {
            return words.Any(NamesThisMachine) ? null : program;
        }
        if (program == "dotnet")
        {
            return
                words is [_, "add", _, "package", ..] or [_, "add", "package", ..] or [_, "package", "add", ..]
                || words is [_, "tool", "install" or "update", ..] or [_, "workload", ..]
                ? string.Join(' ', words.Take(2))
                : null;
        }
        return
            Subcommands.TryGetValue(program, out var subcommands)
            && words.Skip(1).FirstOrDefault(static word => !word.StartsWith('-')) is { } subcommand
            && subcommands.Contains(subcommand)
            && !words.Any(static word => word.StartsWith("./", StringComparison.Ordinal) || word == ".")
            ? $"{program} {subcommand}"
            : null;
    }

    // A server that the same command started: in the sandbox it is alone with it.
    private static bool NamesThisMachine(string word) =>
        word.Contains("localhost", StringComparison.Ordinal)
        || word.Contains("127.0.0.1", StringComparison.Ordinal)
        || word.Contains("[::1]", StringComparison.Ordinal);
}
