using System.Collections.Immutable;
using System.Text;
using Pedrocode.Core.Jobs;
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
    private static readonly string[] Identity =
    [
        "GIT_AUTHOR_NAME",
        "GIT_AUTHOR_EMAIL",
        "GIT_COMMITTER_NAME",
        "GIT_COMMITTER_EMAIL",
    ];

    /// <summary>Throws <see cref="CommitRefusedException"/> where there can be no commit of this change alone.</summary>
    public static async Task<LandingCommit> PrepareAsync(
        UserFiles files,
        ChangeSource source,
        JobId job,
        string message,
        string scratch,
        CancellationToken stop
    )
    {
        if (!files.InGit)
        {
            throw new CommitRefusedException("this is no git repository");
        }
        if (LandingHindrance.UnderWay(files) is { } under)
        {
            throw new CommitRefusedException(under);
        }
        try
        {
            var head = await HeadAsync(files, stop);
            var changes = await source.ReadAsync(files, stop);
            var committed = await EntriesAsync(files, head, changes, stop);
            var staged = await StagedAsync(files, changes, stop);
            var onHead = await MergeAsync(files, source, changes, committed, scratch, stop);
            var onIndex = await MergeAsync(files, source, changes, staged, scratch, stop);
            if (onHead.IsEmpty)
            {
                throw new CommitRefusedException("your last commit holds the change already");
            }
            var tree = await TreeAsync(files, head, onHead, scratch, stop);
            var commit = await CommitAsync(files, tree, head, message, stop);
            return new LandingCommit(commit, head, onIndex);
        }
        catch (GitFailure e)
        {
            var why = e.Output.Error.Split('\n')[^1];
            throw new CommitRefusedException(
                e.Output.Error.Contains("Please tell me who you are", StringComparison.Ordinal)
                || e.Output.Error.Contains("ident name", StringComparison.Ordinal)
                    ? "git does not know your name (git config user.name, user.email)"
                    : $"{job}: {why}"
            );
        }
    }

    /// <summary>
    /// The branch first, then the index: whoever goes on after a kill sees from both what is left to do. Returns why there is no commit; null
    /// where there is.
    /// </summary>
    public async Task<string?> MakeAsync(UserFiles files)
    {
        var now = await HeadAsync(files, CancellationToken.None);
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
        var now = await ListAsync(files, [.. Index.Select(static step => step.Path)], CancellationToken.None);
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

    private static async Task<string?> HeadAsync(UserFiles files, CancellationToken stop)
    {
        var output = await files.Git().RunAsync(["rev-parse", "-q", "--verify", "HEAD^{commit}"], stop);
        return output.ExitCode == 0 ? output.Text : null;
    }

    /// <summary>The change merged into what git has of the files it touches.</summary>
    private static async Task<ImmutableArray<IndexStep>> MergeAsync(
        UserFiles files,
        ChangeSource source,
        ImmutableArray<TreeChange> changes,
        Dictionary<BytePath, TreeEntry> there,
        string scratch,
        CancellationToken stop
    )
    {
        var place = Path.Combine(scratch, "stored");
        WholeDirectory.Delete(place);
        PrivateDirectory.Ensure(place);
        using var disk = new RootedFiles(place);
        var contents = await BlobContents.ReadAsync(files, there.Values.Select(static entry => entry.Id), null, stop);
        foreach (var (path, entry) in there)
        {
            disk.MakeDirectories(path.Parent);
            if (entry.IsLink)
            {
                disk.CreateLink(path, contents[entry.Id]);
            }
            else
            {
                disk.Create(path, contents[entry.Id], permissions: null, entry.IsExecutable);
            }
        }
        var merged = await ChangeMerge.OfAsync(files, disk, source, changes, scratch, stop);
        var forms = await DiskForm.ReadAsync(files, merged.Files.Select(static file => file.Path), stop);
        if (merged.Files.FirstOrDefault(file => forms.IsFiltered(file.Path) || forms.IsEncoded(file.Path)) is { } odd)
        {
            throw new CommitRefusedException($"git stores {odd.Path.Shown} in another form than it has on disk");
        }
        if (!merged.Conflicts.IsEmpty)
        {
            throw new CommitRefusedException(
                $"it cannot be parted from what you have not committed in {merged.Conflicts[0].Path}"
            );
        }
        var wanted = merged.Files.Where(static file => file.New.Kind is RootedKind.File or RootedKind.Link).ToList();
        var ids = await ChangeRecord.BlobsAsync(files, [.. wanted.Select(file => Stored(file, forms))], scratch, stop);
        var entries = wanted
            .Zip(ids)
            .ToDictionary(
                static pair => pair.First.Path,
                static pair => new TreeEntry(ChangeRecord.Mode(pair.First.New), pair.Second)
            );
        return
        [
            .. merged.Files.Select(file => new IndexStep(
                file.Path,
                there.GetValueOrDefault(file.Path),
                entries.GetValueOrDefault(file.Path)
            )),
        ];
    }

    private static byte[] Stored(MergedFile file, DiskForm forms) =>
        file.Old.Kind != RootedKind.File && file.New.IsText && forms.ConvertsLineEnds(file.Path)
            ? LineEndsOf.Alike(file.New.Content, "\n"u8.ToArray(), file.New.Content).After
            : file.New.Content;

    private static async Task<Dictionary<BytePath, TreeEntry>> EntriesAsync(
        UserFiles files,
        string? head,
        ImmutableArray<TreeChange> changes,
        CancellationToken stop
    )
    {
        if (head is null)
        {
            return [];
        }
        var output = await files.GitAsync(
            ["--literal-pathspecs", "ls-tree", "-r", "-z", "--full-tree", head, "--", .. Names(changes)],
            stop
        );
        return Parse(output, static words => new TreeEntry(words[0], words[2]));
    }

    private static async Task<Dictionary<BytePath, TreeEntry>> StagedAsync(
        UserFiles files,
        ImmutableArray<TreeChange> changes,
        CancellationToken stop
    ) => await ListAsync(files, [.. changes.Select(static change => change.Path)], stop);

    private static async Task<Dictionary<BytePath, TreeEntry>> ListAsync(
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

    private static IEnumerable<string> Names(ImmutableArray<TreeChange> changes) =>
        changes.Select(static change => Name(change.Path));

    /// <summary>An argument of a process is text here.</summary>
    private static string Name(BytePath path)
    {
        var name = Encoding.UTF8.GetString(path.Bytes);
        return BytePath.Of(name) == path
            ? name
            : throw new CommitRefusedException($"{path.Shown} is a name that is no text");
    }

    private static async Task<string> TreeAsync(
        UserFiles files,
        string? head,
        ImmutableArray<IndexStep> steps,
        string scratch,
        CancellationToken stop
    )
    {
        var index = Path.Combine(scratch, "commit-index");
        File.Delete(index);
        await files.GitAsync(head is null ? ["read-tree", "--empty"] : ["read-tree", head], stop, index: index);
        var lines = string.Concat(
            steps
                .OrderBy(static step => step.New is not null)
                .Select(static step =>
                    (step.New is { } entry ? $"{entry.Mode} {entry.Id}" : $"0 {new string('0', step.Old!.Id.Length)}")
                    + $"\t{step.Path.Latin1}\0"
                )
        );
        await files.GitAsync(
            ["update-index", "-z", "--index-info"],
            stop,
            Encoding.Latin1.GetBytes(lines),
            index: index
        );
        return Encoding
            .ASCII.GetString(await files.GitAsync(["write-tree", "--missing-ok"], stop, index: index))
            .Trim();
    }

    private static async Task<string> CommitAsync(
        UserFiles files,
        string tree,
        string? head,
        string message,
        CancellationToken stop
    )
    {
        var git = files.Git();
        var variables = new Dictionary<string, string?>(git.Environment, StringComparer.Ordinal);
        foreach (var name in Identity)
        {
            variables[name] = Environment.GetEnvironmentVariable(name);
        }
        string[] parent = head is null ? [] : ["-p", head];
        var output = await new Git(files.Root, files.Root) { Environment = variables }.SucceedAsync(
            [
                "-c",
                "core.fsync=committed,reference",
                "-c",
                "i18n.commitEncoding=UTF-8",
                "-c",
                "user.useConfigOnly=true",
                "commit-tree",
                tree,
                .. parent,
            ],
            stop,
            Encoding.UTF8.GetBytes(message.Trim() + "\n")
        );
        return output.Text;
    }
}

/// <summary>What git has of a path, and is to have; null for nothing.</summary>
internal sealed record IndexStep(BytePath Path, TreeEntry? Old, TreeEntry? New);

/// <summary>The change comes into the user's files all the same, uncommitted.</summary>
internal sealed class CommitRefusedException(string why) : Exception(why);
