using System.Collections.Immutable;

namespace Pedrocode.Core.Permissions;

/// <summary>What file tools are kept from unless a rule of the user's allows it: secrets, and what runs code outside the sandbox later.</summary>
internal static class BuiltInFileRules
{
    private static readonly ImmutableArray<string> RunningNames =
    [
        .. ".pedrocli.json .mcp.json .envrc .gitmodules .gitconfig .bashrc .bash_profile .profile .zshrc .zshenv".Split(
            ' '
        ),
        .. ".zprofile .bash_login .bash_logout .npmrc .yarnrc .yarnrc.yml".Split(' '),
    ];

    private static readonly ImmutableArray<string> RunningFolders =
    [
        .. ".pedro .pedrocode .vscode .idea .husky .githooks .devcontainer .claude .cursor".Split(' '),
    ];

    /// <summary>Whether the file's name says that it holds a secret.</summary>
    public static bool IsSecret(string path) =>
        path.Split('/').Any(SecretPath.IsSecret) || IsKey(Path.GetFileName(path));

    /// <summary>Whether what is written there may run without anybody asking for it: editors, shells, package tools, pedrocode itself.</summary>
    public static bool RunsLater(string path) =>
        path.Split('/') is [.. var folders, var name]
        && (
            RunningNames.Contains(name, StringComparer.OrdinalIgnoreCase)
            || folders.Any(folder => RunningFolders.Contains(folder, StringComparer.OrdinalIgnoreCase))
        );

    // id_deploy, but not id_generator.go.
    private static bool IsKey(string name) =>
        name.StartsWith("id_", StringComparison.Ordinal) && !name.Contains('.', StringComparison.Ordinal);
}
