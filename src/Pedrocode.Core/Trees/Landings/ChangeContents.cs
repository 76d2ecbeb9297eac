using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Pedrocode.Core.Posix;
using Pedrocode.Core.Tools;

namespace Pedrocode.Core.Trees.Landings;

/// <summary>A change as contents and as figures, without the user's files.</summary>
internal static class ChangeContents
{
    /// <summary>Each path before and after. Repositories within are left out.</summary>
    public static async Task<MergedChange> ReadAsync(UserFiles files, ChangeSource source, CancellationToken stop)
    {
        var changes = (await source.ReadAsync(files, stop))
            .Where(static change =>
                change.Before is not { IsRepository: true } && change.After is not { IsRepository: true }
            )
            .ToList();
        var blobs = await BlobContents.ReadAsync(
            files,
            changes
                .SelectMany(static change => new[] { change.Before, change.After })
                .OfType<TreeEntry>()
                .Select(static entry => entry.Id),
            source.Borrowed,
            stop
        );
        FileState State(TreeEntry? entry) =>
            entry is null
                ? FileState.Nothing
                : new FileState(entry.IsLink ? RootedKind.Link : RootedKind.File, blobs[entry.Id], entry.IsExecutable);
        return new MergedChange(
            [.. changes.Select(change => new MergedFile(change.Path, State(change.Before), State(change.After)))],
            []
        );
    }

    /// <summary>Lines added and removed, file by file; 0 and 0 for what is no text.</summary>
    public static async Task<ImmutableArray<FileChange>> CountAsync(
        UserFiles files,
        ChangeSource source,
        CancellationToken stop
    )
    {
        var output = await files.GitAsync(
            [
                "diff-tree",
                "-r",
                "-z",
                "--no-renames",
                "--numstat",
                "--no-ext-diff",
                "--no-textconv",
                source.Before,
                source.After,
            ],
            stop,
            borrowed: source.Borrowed
        );
        return
        [
            .. Encoding
                .Latin1.GetString(output)
                .Split('\0', StringSplitOptions.RemoveEmptyEntries)
                .Select(static line => line.Split('\t', 3))
                .Select(static fields => new FileChange(
                    BytePath.OfLatin1(fields[2]).Shown,
                    Number(fields[0]),
                    Number(fields[1])
                )),
        ];
    }

    private static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
