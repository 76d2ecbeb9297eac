using System.Collections.Frozen;

namespace Pedrocode.Core.Permissions;

/// <summary>Names under which secrets lie: a command that names one asks, though it only reads.</summary>
internal static class SecretPath
{
    private static readonly FrozenSet<string> Names = FrozenSet.ToFrozenSet([
        .. ".ssh .aws .azure .gnupg .netrc .kube .docker .pgpass .npmrc .pypirc .git-credentials .htpasswd".Split(' '),
        .. "id_rsa id_dsa id_ecdsa id_ed25519".Split(' '),
    ]);

    // Words by themselves, but not at the end of a path.
    private static readonly FrozenSet<string> NamesInPaths = FrozenSet.ToFrozenSet(
        "credentials shadow gshadow environ".Split(' ')
    );

    private static readonly FrozenSet<string> Examples = FrozenSet.ToFrozenSet([
        ".env.example",
        ".env.sample",
        ".env.template",
        ".env.dist",
    ]);

    public static bool IsNamedBy(string word) =>
        word.Split('/', ':', '=', ',').Any(IsSecret)
        || (word.Contains('/') && word.Split('/').Any(NamesInPaths.Contains))
        || word.Contains("/state/pedrocode", StringComparison.OrdinalIgnoreCase)
        || word.Contains(".config/gh", StringComparison.Ordinal);

    /// <summary>Whether a file or folder of that name holds secrets.</summary>
    public static bool IsSecret(string name) =>
        Names.Contains(name)
        || (Path.GetExtension(name) is ".pem" or ".key" or ".p12" or ".pfx" && name[0] is not ('.' or '*'))
        || name == ".env"
        || (name.StartsWith(".env.", StringComparison.Ordinal) && !Examples.Contains(name));
}
