using System.Collections.Immutable;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Trees.Landings;

/// <summary>Merges a change three-way into the user's files as they are. Only looks; the plan that follows writes.</summary>
internal sealed class ChangeMerge
{
    private readonly UserFiles files;
    private readonly RootedFiles disk;
    private readonly ChangeSource source;
    private readonly TextMerge texts;
    private readonly Dictionary<BytePath, MergedFile> merged = [];
    private readonly List<LandingConflict> conflicts = [];
    private Dictionary<string, byte[]> blobs = [];
    private DiskForm? form;
    private bool modesCount = true;

    private ChangeMerge(UserFiles files, RootedFiles disk, ChangeSource source, string scratch)
    {
        this.files = files;
        this.disk = disk;
        this.source = source;
        texts = new TextMerge(scratch);
    }

    /// <param name="scratch">A directory of our own.</param>
    public static Task<MergedChange> OfAsync(
        UserFiles files,
        RootedFiles disk,
        ChangeSource source,
        ImmutableArray<TreeChange> changes,
        string scratch,
        CancellationToken stop
    ) => new ChangeMerge(files, disk, source, scratch).MergeAsync(changes, stop);

    private async Task<MergedChange> MergeAsync(ImmutableArray<TreeChange> changes, CancellationToken stop)
    {
        await ReadAsync(changes, stop);
        var moves = new Dictionary<BytePath, TreeChange>();
        foreach (var change in changes.Where(static change => change.MovedFrom is not null))
        {
            moves[change.MovedFrom!.Value] = change;
        }
        var states = new Dictionary<BytePath, FileState>();
        foreach (var change in changes)
        {
            states[change.Path] = FileState.At(disk, change.Path);
        }
        var late = new List<TreeChange>();
        foreach (var change in changes)
        {
            if (
                change.After is null
                && moves.TryGetValue(change.Path, out var move)
                && states[move.Path].Kind == RootedKind.Nothing
            )
            {
                await MoveAsync(change, move, states, stop);
            }
            else if (merged.ContainsKey(change.Path))
            {
                // Came with the move.
            }
            else if (change.MovedFrom is not null && states[change.Path].Kind == RootedKind.Nothing)
            {
                late.Add(change);
            }
            else if (states[change.Path].Kind is RootedKind.Directory or RootedKind.Blocked)
            {
                late.Add(change);
            }
            else
            {
                await OneAsync(change, states[change.Path], stop);
            }
        }
        foreach (var change in late.Where(change => !merged.ContainsKey(change.Path)))
        {
            if (states[change.Path].Kind == RootedKind.Nothing)
            {
                await OneAsync(change, states[change.Path], stop);
            }
            else
            {
                await InTheWayAsync(change, states[change.Path], stop);
            }
        }
        return new MergedChange(
            [.. merged.Values.Where(static file => !file.Old.Is(file.New)).OrderBy(static file => file.Path)],
            [.. conflicts.Distinct().OrderBy(static conflict => conflict.Path, StringComparer.Ordinal)]
        );
    }

    private async Task ReadAsync(ImmutableArray<TreeChange> changes, CancellationToken stop)
    {
        blobs = await BlobContents.ReadAsync(
            files,
            changes
                .SelectMany(static change => new[] { change.Before, change.After })
                .OfType<TreeEntry>()
                .Where(static entry => !entry.IsRepository)
                .Select(static entry => entry.Id),
            source.Borrowed,
            stop
        );
        form = await DiskForm.ReadAsync(files, changes.Select(static change => change.Path), source.Borrowed, stop);
        var mode = await files.Git().RunAsync(["config", "--type=bool", "core.fileMode"], stop);
        modesCount = !mode.Bytes.AsSpan().StartsWith("false"u8);
    }

    /// <summary>A file that the job moved: what the user changed in it meanwhile goes with it.</summary>
    private async Task MoveAsync(
        TreeChange gone,
        TreeChange come,
        Dictionary<BytePath, FileState> states,
        CancellationToken stop
    )
    {
        var ours = states[gone.Path];
        var before = await OnDiskAsync(gone.Path, gone.Before, stop);
        if (ours.Kind != RootedKind.File || before.Kind != RootedKind.File || SameAs(ours, before))
        {
            await OneAsync(gone, ours, stop);
            await OneAsync(come, states[come.Path], stop);
            return;
        }
        var after = await OnDiskAsync(come.Path, come.After, stop);
        if (after.Kind == RootedKind.File && await FileAsync(gone.Path, before, ours, after, stop) is { } both)
        {
            merged[gone.Path] = new MergedFile(gone.Path, ours, FileState.Nothing);
            merged[come.Path] = new MergedFile(
                come.Path,
                states[come.Path],
                both with
                {
                    Permissions = Permissions(ours.Permissions!.Value, both.Executable),
                }
            );
            return;
        }
        Conflict(gone.Path, $"was changed since and would move to {come.Path.Shown}");
        merged[come.Path] = new MergedFile(come.Path, states[come.Path], states[come.Path]);
    }

    private async Task OneAsync(TreeChange change, FileState ours, CancellationToken stop)
    {
        if (!change.Path.IsSafe)
        {
            Conflict(change.Path, "is no name that is written here");
            return;
        }
        if (change.Before is { IsRepository: true } || change.After is { IsRepository: true })
        {
            Conflict(change.Path, "is a repository of its own");
            return;
        }
        var before = await OnDiskAsync(change.Path, change.Before, stop);
        var after = await OnDiskAsync(change.Path, change.After, stop);
        if (SameAs(ours, after))
        {
            return;
        }
        if (SameAs(ours, before))
        {
            Put(change.Path, ours, after);
            return;
        }
        if (ours.Kind == RootedKind.File && after.Kind == RootedKind.File)
        {
            if (before.Kind == RootedKind.Nothing && ours.Content.AsSpan().SequenceEqual(after.Content))
            {
                Put(change.Path, ours, after with { Executable = true });
                return;
            }
            if (before.Kind == RootedKind.File && await FileAsync(change.Path, before, ours, after, stop) is { } both)
            {
                Put(change.Path, ours, both);
                return;
            }
        }
        Conflict(change.Path, Why(before, ours, after));
    }

    /// <summary>A directory where a file is to be, or a file where a directory is: right where the job itself clears it away.</summary>
    private async Task InTheWayAsync(TreeChange change, FileState ours, CancellationToken stop)
    {
        if (change.After is null)
        {
            // What it held is gone already.
            return;
        }
        var goes = merged
            .Values.Where(static file => file.New.Kind == RootedKind.Nothing)
            .Select(static file => file.Path)
            .ToHashSet();
        var clear =
            ours.Kind == RootedKind.Directory
                ? FilesIn(change.Path).All(goes.Contains)
                : change.Path.Ancestors.Any(goes.Contains);
        if (!clear)
        {
            Conflict(
                change.Path,
                ours.Kind == RootedKind.Directory
                    ? "is a directory with files of yours"
                    : "lies below what is no directory now"
            );
            return;
        }
        if (change.Before is not null)
        {
            Conflict(change.Path, Why(await OnDiskAsync(change.Path, change.Before, stop), ours, ours));
            return;
        }
        merged[change.Path] = new MergedFile(
            change.Path,
            ours.Kind == RootedKind.Directory ? ours : FileState.Nothing,
            await OnDiskAsync(change.Path, change.After, stop)
        );
    }

    private IEnumerable<BytePath> FilesIn(BytePath directory) =>
        disk.List(directory).SelectMany(path => disk.Look(path).Kind == RootedKind.Directory ? FilesIn(path) : [path]);

    private async Task<FileState?> FileAsync(
        BytePath path,
        FileState before,
        FileState ours,
        FileState after,
        CancellationToken stop
    )
    {
        var executable = Mode(before, ours) != before.Executable ? ours.Executable : after.Executable;
        var content = await ContentAsync(path, before, ours, after, stop);
        return content is null ? null : new FileState(RootedKind.File, content, executable);
    }

    private async Task<byte[]?> ContentAsync(
        BytePath path,
        FileState before,
        FileState ours,
        FileState after,
        CancellationToken stop
    )
    {
        var (from, to) = AsOurs(before, ours, after);
        if (ours.Content.AsSpan().SequenceEqual(from) || from.AsSpan().SequenceEqual(to))
        {
            return from.AsSpan().SequenceEqual(to) ? ours.Content : to;
        }
        if (ours.Content.AsSpan().SequenceEqual(to))
        {
            return ours.Content;
        }
        var rule = form!.Merging(path);
        if (source.Form == ChangeForm.OnDisk || !form.IsEncoded(path))
        {
            return before.IsText && ours.IsText && after.IsText
                ? await texts.MergeAsync(from, ours.Content, to, rule, stop)
                : null;
        }
        var stored = await StoredAsync(path, [before.Content, ours.Content, after.Content], stop);
        if (await texts.MergeAsync(stored[0], stored[1], stored[2], rule, stop) is not { } both)
        {
            return null;
        }
        var id = await files.GitAsync(["hash-object", "-w", "--stdin", "--no-filters"], stop, both);
        return await form.ToDiskAsync(path, System.Text.Encoding.ASCII.GetString(id).Trim(), stop);
    }

    private async Task<List<byte[]>> StoredAsync(BytePath path, byte[][] contents, CancellationToken stop)
    {
        var stored = new List<byte[]>();
        foreach (var content in contents)
        {
            var id = await form!.ToStoredAsync(path, content, stop);
            stored.Add((await BlobContents.ReadAsync(files, [id], borrowed: null, stop))[id]);
        }
        return stored;
    }

    /// <summary>Both sides of the change with the line ends that the user's file has, where theirs are all of the other kind.</summary>
    private static (byte[] Before, byte[] After) AsOurs(FileState before, FileState ours, FileState after)
    {
        var ends = LineEndsOf.Text(ours.Content);
        var other = ends == LineEnds.CrLf ? LineEnds.Lf : LineEnds.CrLf;
        var changes =
            ends is LineEnds.CrLf or LineEnds.Lf
            && before.IsText
            && after.IsText
            && LineEndsOf.Text(before.Content) == other
            && LineEndsOf.Text(after.Content) is var afters
            && (afters == other || afters == LineEnds.None);
        return changes
            ? (LineEndsOf.With(before.Content, ends), LineEndsOf.With(after.Content, ends))
            : (before.Content, after.Content);
    }

    private async Task<FileState> OnDiskAsync(BytePath path, TreeEntry? entry, CancellationToken stop)
    {
        if (entry is null)
        {
            return FileState.Nothing;
        }
        var isConverted = source.Form == ChangeForm.Stored && !entry.IsLink && form!.IsConverted(path);
        return new FileState(
            entry.IsLink ? RootedKind.Link : RootedKind.File,
            isConverted ? await form!.ToDiskAsync(path, entry.Id, stop) : blobs[entry.Id],
            entry.IsExecutable
        );
    }

    private void Put(BytePath path, FileState ours, FileState wanted) =>
        merged[path] = new MergedFile(
            path,
            ours,
            wanted.Kind == RootedKind.File
                ? wanted with
                {
                    Permissions =
                        ours.Kind == RootedKind.File ? Permissions(ours.Permissions!.Value, wanted.Executable) : null,
                }
                : wanted
        );

    /// <summary>The user's own bits, with the executable ones as they are to be: where it may be read, it may be run.</summary>
    private static int Permissions(int own, bool executable) => executable ? own | ((own & 0x124) >> 2) : own & ~0x49;

    private bool SameAs(FileState ours, FileState other) =>
        ours.Kind == other.Kind
        && Mode(other, ours) == other.Executable
        && ours.Content.AsSpan().SequenceEqual(other.Content);

    /// <summary>Where the file system keeps no modes, the user has not changed one.</summary>
    private bool Mode(FileState before, FileState ours) => modesCount ? ours.Executable : before.Executable;

    private void Conflict(BytePath path, string why) => conflicts.Add(new LandingConflict(path.Shown, why));

    private static string Why(FileState before, FileState ours, FileState after) =>
        (before.Kind, ours.Kind, after.Kind) switch
        {
            (_, RootedKind.Nothing, _) => "was deleted or moved since",
            (_, RootedKind.Directory, _) => "is a directory now",
            (_, RootedKind.Blocked, _) => "lies below what is no directory now",
            (RootedKind.Nothing, _, _) => "is there already, with other content",
            (_, _, RootedKind.Nothing) => "was changed since and would be deleted",
            (RootedKind.File, RootedKind.File, RootedKind.File) when ours.IsText && after.IsText =>
                "has other changes in the same lines",
            _ => "was changed on both sides",
        };
}
