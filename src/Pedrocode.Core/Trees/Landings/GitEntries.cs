using System.Collections.Immutable;
using System.Text;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Trees.Landings;

/// <summary>What git has of single files: in the last commit, and staged. Repositories within are left out.</summary>
internal static class GitEntries
{
    /// <summary>The commit that is checked out; null where there is none yet.</summary>
    public static async Task<string?> HeadAsync(UserFiles files, CancellationToken stop)
    {
        var output = await files.Git().RunAsync(["rev-parse", "-q", "--verify", "HEAD^{commit}"], stop);
        return output.ExitCode == 0 ? output.Text : null;
    }

    public static async Task<Dictionary<BytePath, TreeEntry>> CommittedAsync(
        UserFiles files,
        string? head,
        ImmutableArray<BytePath> paths,
        CancellationToken stop
    )
    {
        if (head is null || paths.IsEmpty)
        {
            return [];
        }
        var output = await files.GitAsync(
            ["--literal-pathspecs", "ls-tree", "-r", "-z", "--full-tree", head, "--", .. paths.Select(Name)],
            stop
        );
        return Parse(output, static words => new TreeEntry(words[0], words[2]));
    }

    public static async Task<Dictionary<BytePath, TreeEntry>> StagedAsync(
        UserFiles files,
        ImmutableArray<BytePath> paths,
        CancellationToken stop
    ) =>
        paths.IsEmpty
            ? []
            : Parse(
                await files.GitAsync(
                    ["--literal-pathspecs", "ls-files", "-s", "-z", "--full-name", "--", .. paths.Select(Name)],
                    stop
                ),
                static words => new TreeEntry(words[0], words[1])
            );

    private static Dictionary<BytePath, TreeEntry> Parse(byte[] output, Func<string[], TreeEntry> entry)
    {
        var entries = new Dictionary<BytePath, TreeEntry>();
        foreach (var line in Encoding.Latin1.GetString(output).Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            var tab = line.IndexOf('\t', StringComparison.Ordinal);
            if (entry(line[..tab].Split(' ')) is { IsRepository: false } found)
            {
                entries[BytePath.OfLatin1(line[(tab + 1)..])] = found;
            }
        }
        return entries;
    }

    /// <summary>An argument of a process is text here.</summary>
    private static string Name(BytePath path)
    {
        var name = Encoding.UTF8.GetString(path.Bytes);
        return BytePath.Of(name) == path
            ? name
            : throw new CommitRefusedException($"{path.Shown} is a name that is no text");
    }
}
