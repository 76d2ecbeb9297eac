using System.Collections.Immutable;
using System.Text;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Trees.Landings;

/// <summary>
/// A commit of just a job's change on the user's branch: what the user has edited stays uncommitted, what they staged stays staged. It is
/// made as objects before any file is touched, and takes its place on the branch when every file is in its own.
/// </summary>
internal sealed record LandingCommit(string Commit, string? Head, ImmutableArray<IndexStep> Index)
{
    private const int Tries = 50;

    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// The branch first, then the index: whoever goes on after a kill sees from both what is left to do. Returns why there is no commit; null
    /// where there is.
    /// </summary>
    public async Task<string?> MakeAsync(UserFiles files)
    {
        var now = await GitEntries.HeadAsync(files, CancellationToken.None);
        if (now != Commit)
        {
            if (now != Head)
            {
                return "your branch has another commit now";
            }
            var moved = await files
                .Git()
                .RunAsync(
                    ["update-ref", "-m", "commit: pedrocode", "HEAD", Commit, Head ?? new string('0', Commit.Length)],
                    CancellationToken.None
                );
            if (moved.ExitCode != 0)
            {
                return moved.Error.Split('\n')[^1];
            }
        }
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await StageAsync(files);
                return null;
            }
            catch (GitFailure e) when (attempt == Tries || !IsLocked(files))
            {
                // Nobody has seen it yet: a branch that the index does not fit would look like changes of the user's.
                await files
                    .Git()
                    .RunAsync(
                        Head is null ? ["update-ref", "-d", "HEAD", Commit] : ["update-ref", "HEAD", Head, Commit],
                        CancellationToken.None
                    );
                return e.Output.Error.Split('\n')[0];
            }
            catch (GitFailure)
            {
                await Task.Delay(BetweenTries);
            }
        }
    }

    private async Task StageAsync(UserFiles files)
    {
        var now = await GitEntries.StagedAsync(
            files,
            [.. Index.Select(static step => step.Path)],
            CancellationToken.None
        );
        var lines = new StringBuilder();
        foreach (
            var step in Index
                .Where(step => now.GetValueOrDefault(step.Path) == step.Old)
                .OrderBy(static s => s.New is not null)
        )
        {
            lines.Append(step.New is { } entry ? $"{entry.Mode} {entry.Id}" : "0 " + new string('0', Commit.Length));
            lines.Append('\t').Append(step.Path.Latin1).Append('\0');
        }
        if (lines.Length > 0)
        {
            await files.GitAsync(
                ["update-index", "-z", "--index-info"],
                CancellationToken.None,
                Encoding.Latin1.GetBytes(lines.ToString())
            );
        }
    }

    private static bool IsLocked(UserFiles files) => File.Exists(Path.Combine(files.GitDirectory, "index.lock"));
}

/// <summary>What git has of a path, and is to have; null for nothing.</summary>
internal sealed record IndexStep(BytePath Path, TreeEntry? Old, TreeEntry? New);

/// <summary>The change comes into the user's files all the same, uncommitted.</summary>
internal sealed class CommitRefusedException(string why) : Exception(why);
