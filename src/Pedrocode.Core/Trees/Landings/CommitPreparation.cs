using System.Collections.Immutable;
using System.Text;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Trees.Landings;

/// <summary>Makes the commit of a change, as objects only: the change is merged into what git has of each file, committed and staged.</summary>
internal static class CommitPreparation
{
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
            var head = await GitEntries.HeadAsync(files, stop);
            var changes = await source.ReadAsync(files, stop);
            ImmutableArray<BytePath> paths = [.. changes.Select(static change => change.Path)];
            var committed = await GitEntries.CommittedAsync(files, head, paths, stop);
            var staged = await GitEntries.StagedAsync(files, paths, stop);
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
