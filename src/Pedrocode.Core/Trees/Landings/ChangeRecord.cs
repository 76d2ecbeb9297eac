using System.Globalization;
using System.Text;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Trees.Landings;

/// <summary>
/// What a landing changed, kept in the user's repository as one tree: <c>before/</c> and <c>after/</c> hold just the files it touched,
/// byte for byte as they were on disk.
/// </summary>
internal static class ChangeRecord
{
    public static ChangeSource Source(string record) =>
        new($"{record}:before", $"{record}:after", Borrowed: null, ChangeForm.OnDisk);

    /// <summary>The id of the tree, durable.</summary>
    public static async Task<string> WriteAsync(
        UserFiles files,
        MergedChange merged,
        string scratch,
        CancellationToken stop
    )
    {
        var sides = merged
            .Files.SelectMany(static file =>
                new[] { (Side: "before", file.Path, State: file.Old), (Side: "after", file.Path, State: file.New) }
            )
            .Where(static side => side.State.Kind is RootedKind.File or RootedKind.Link)
            .ToList();
        var ids = await BlobsAsync(files, [.. sides.Select(static side => side.State.Content)], scratch, stop);
        var entries = new StringBuilder();
        for (var i = 0; i < sides.Count; i++)
        {
            var (side, path, state) = sides[i];
            entries.Append($"{Mode(state)} {ids[i]}\t{side}/{path.Latin1}\0");
        }
        return await TreeAsync(files, entries.ToString(), scratch, stop);
    }

    /// <summary>The tree with these entries (<c>mode id TAB path NUL</c>), of which <c>before</c> and <c>after</c> are always there.</summary>
    public static async Task<string> TreeAsync(
        UserFiles files,
        string entries,
        string scratch,
        CancellationToken stop,
        string? borrowed = null
    )
    {
        var index = Path.Combine(scratch, "index");
        File.Delete(index);
        await files.GitAsync(
            ["update-index", "-z", "--index-info"],
            stop,
            Encoding.Latin1.GetBytes(entries),
            borrowed,
            index
        );
        var whole = await IdAsync(files, ["write-tree"], stop, index, borrowed);
        if (
            entries.Contains("\tbefore/", StringComparison.Ordinal)
            && entries.Contains("\tafter/", StringComparison.Ordinal)
        )
        {
            return whole;
        }
        // One side is empty: an index cannot say so, a tree can.
        var listed = await files.GitAsync(["ls-tree", "-z", whole], stop, borrowed: borrowed);
        var empty = await IdAsync(files, ["mktree"], stop);
        var there = Encoding.Latin1.GetString(listed);
        var missing = there.Contains("\tbefore", StringComparison.Ordinal) ? "after" : "before";
        var record = await IdAsync(
            files,
            ["mktree", "-z"],
            stop,
            input: Encoding.Latin1.GetBytes($"{there}040000 tree {empty}\t{missing}\0")
        );
        // Whatever is configured, mktree syncs nothing.
        files.SyncObject(empty);
        files.SyncObject(record);
        return record;
    }

    public static string Mode(FileState state) =>
        state.Kind == RootedKind.Link ? "120000"
        : state.Executable ? "100755"
        : "100644";

    public static async Task<string[]> BlobsAsync(
        UserFiles files,
        IReadOnlyList<byte[]> contents,
        string scratch,
        CancellationToken stop
    )
    {
        var names = new StringBuilder();
        for (var i = 0; i < contents.Count; i++)
        {
            var name = Path.Combine(scratch, "blob-" + i.ToString(CultureInfo.InvariantCulture));
            using (var file = File.Create(name))
            {
                file.Write(contents[i]);
            }
            names.Append(name).Append('\n');
        }
        if (contents.Count == 0)
        {
            return [];
        }
        var output = await files.GitAsync(
            ["hash-object", "-w", "--no-filters", "--stdin-paths"],
            stop,
            Encoding.UTF8.GetBytes(names.ToString())
        );
        return Encoding.ASCII.GetString(output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static async Task<string> IdAsync(
        UserFiles files,
        string[] arguments,
        CancellationToken stop,
        string? index = null,
        string? borrowed = null,
        byte[]? input = null
    ) => Encoding.ASCII.GetString(await files.GitAsync(arguments, stop, input, borrowed, index)).Trim();
}
