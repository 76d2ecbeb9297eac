using System.Collections.Immutable;
using System.Text;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Tools;
using Pedrocode.Core.Trees.Landings;

namespace Pedrocode.Core.Trees;

/// <summary>The user's repository as a job finds it: read, never written but for our own refs.</summary>
/// <param name="Root">Absolute, links resolved: the top of the work tree.</param>
/// <param name="GitDir">Of this work tree: a linked one has its own.</param>
/// <param name="CommonDir">Where refs and objects are.</param>
/// <param name="Head">The commit checked out; null where there is none yet.</param>
/// <param name="Branch">Full name, <c>refs/heads/main</c>; null where HEAD is detached.</param>
/// <param name="ObjectFormat"><c>sha1</c> or <c>sha256</c>.</param>
public sealed record ProjectRepository(
    string Root,
    string GitDir,
    string CommonDir,
    string? Head,
    string? Branch,
    string ObjectFormat
)
{
    /// <summary>Keys of its configuration that say how files look, and make git run nothing.</summary>
    private const string HarmlessKeys =
        "^(core\\.(autocrlf|attributesfile|eol|filemode|symlinks|ignorecase|precomposeunicode|excludesfile|sparsecheckout|sparsecheckoutcone)|index\\.sparse|user\\.(name|email))$";

    /// <summary>Its objects and those it borrows itself, absolute: a relative name deeper down would not be followed.</summary>
    public ImmutableArray<string> Objects { get; init; } = [];

    /// <summary>The tree of <see cref="Head"/>; null where there is none.</summary>
    public string? HeadTree { get; init; }

    /// <summary>The last value of each key that counts, by lower-case name.</summary>
    public ImmutableSortedDictionary<string, string> Settings { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Stands for one of the user's where there is none; null in git.</summary>
    internal PrivateRepository? Private { get; init; }

    /// <summary>As results land in it.</summary>
    internal UserFiles Files =>
        Private is { } own ? UserFiles.OfFolder(own) : new UserFiles(Root, GitDir, CommonDir, InGit: true);

    public string Index => Path.Combine(GitDir, "index");

    /// <summary>A door to git in the user's files, for reading and for our own refs.</summary>
    public Git Git => new(Root, Root);

    /// <summary>The user's repository at the root, or where there is none the one of our own that stands for it.</summary>
    internal static Task<ProjectRepository> OfAsync(StateDirectory state, string root, CancellationToken stop) =>
        JobTrees.IsRepository(root) ? ReadAsync(root, stop) : Task.FromResult(PrivateRepository.Of(state, root).Read());

    /// <summary>Throws <see cref="UserError"/> where git cannot or will not use the repository.</summary>
    public static async Task<ProjectRepository> ReadAsync(string root, CancellationToken stop)
    {
        var git = new Git(root, root);
        var settings = ReadSettingsAsync(git, stop);
        var places = await git.RunAsync(
            [
                "rev-parse",
                "--path-format=absolute",
                "--is-inside-work-tree",
                "--absolute-git-dir",
                "--git-common-dir",
                "--git-path",
                "objects",
                "--show-object-format",
                "HEAD^{commit}",
                "HEAD^{tree}",
                "--symbolic-full-name",
                "HEAD",
            ],
            stop
        );
        if (places.Text.Split('\n') is not ["true", var gitDir, var common, var objects, var format, .. var heads])
        {
            await settings;
            throw Unusable(root, places);
        }
        var (head, tree, branch) =
            places.ExitCode == 0 && heads is [var commit, var itsTree, var name] ? (commit, itsTree, name)
            // A branch without a commit yet.
            : await git.RunAsync(["symbolic-ref", "-q", "HEAD"], stop) is { ExitCode: 0, Text: var unborn }
                ? (null, null, unborn)
            : ((string?)null, (string?)null, "HEAD");
        return new ProjectRepository(root, gitDir, common, head, branch == "HEAD" ? null : branch, format)
        {
            HeadTree = tree,
            Objects = ObjectFolders.From(objects),
            Settings = await settings,
        };
    }

    private static async Task<ImmutableSortedDictionary<string, string>> ReadSettingsAsync(
        Git git,
        CancellationToken stop
    )
    {
        var output = await git.RunAsync(["config", "-z", "--get-regexp", HarmlessKeys], stop);
        return Encoding
            .UTF8.GetString(output.Bytes)
            .Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .Select(static entry => entry.Split('\n', 2))
            .GroupBy(static entry => entry[0])
            .ToImmutableSortedDictionary(
                static key => key.Key,
                static key => key.Last() is [_, var value] ? value : "true",
                StringComparer.Ordinal
            );
    }

    private static UserError Unusable(string root, GitOutput output) =>
        output.Error.Contains("dubious ownership", StringComparison.Ordinal)
            ? new UserError(
                $"git does not trust {root}: it belongs to somebody else",
                $"if you do: git config --global --add safe.directory {root}"
            )
        : output.ExitCode == 0 || output.Error.Contains("work tree", StringComparison.Ordinal)
            ? new UserError($"{root} is a repository without files (bare)", "start pedrocode in one of its work trees")
        : new UserError(
            $"git cannot use the repository in {root}: {VisibleText.CleanLine(output.Error)}",
            "mend it, or set jobs.isolation to \"none\""
        );
}
