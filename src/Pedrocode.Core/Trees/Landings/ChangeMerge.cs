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
    private DiskForm? forms;
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
        forms = await DiskForm.ReadAsync(files, changes.Select(static change => change.Path), stop);
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
        var before = Content(gone.Before);
        if (ours.Kind != RootedKind.File || before.Kind != RootedKind.File || SameAs(ours, before))
        {
            await OneAsync(gone, ours, stop);
            await OneAsync(come, states[come.Path], stop);
            return;
        }
        var after = Content(come.After);
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
        var before = Content(change.Before);
        var after = Content(change.After);
        if (SameAs(ours, after))
        {
            return;
        }
        if (SameAs(ours, before) || await IsUnchangedAsync(change.Path, before, ours, after, stop))
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
            Conflict(change.Path, Why(Content(change.Before), ours, ours));
            return;
        }
        merged[change.Path] = new MergedFile(
            change.Path,
            ours.Kind == RootedKind.Directory ? ours : FileState.Nothing,
            Content(change.After)
        );
    }

    private IEnumerable<BytePath> FilesIn(BytePath directory) =>
        disk.List(directory).SelectMany(path => disk.Look(path).Kind == RootedKind.Directory ? FilesIn(path) : [path]);

    /// <summary>A file that goes or becomes a link, and that the user has in another form than git stores it.</summary>
    private async Task<bool> IsUnchangedAsync(
        BytePath path,
        FileState before,
        FileState ours,
        FileState after,
        CancellationToken stop
    ) =>
        after.Kind != RootedKind.File
        && before.Kind == RootedKind.File
        && Mode(before, ours) == before.Executable
        && await AsOursAsync(path, before, ours, stop) is not null;

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
        if (before.Content.AsSpan().SequenceEqual(after.Content))
        {
            return ours.Content;
        }
        if (await AsOursAsync(path, before, ours, stop) is { } unchanged)
        {
            return await unchanged(after.Content);
        }
        if (source.Form == ChangeForm.Either && forms!.IsEncoded(path))
        {
            var stored = await forms.ToStoredAsync(path, ours.Content, stop);
            var asOnDisk = before.IsText == ours.IsText;
            var from = asOnDisk ? await forms.ToStoredAsync(path, before.Content, stop) : before.Content;
            var to = asOnDisk ? await forms.ToStoredAsync(path, after.Content, stop) : after.Content;
            var both = await texts.MergeAsync(from, stored, to, forms.Merging(path), stop);
            return both is null ? null : await forms.ToDiskAsync(path, both, stop);
        }
        if (!before.IsText || !ours.IsText || !after.IsText)
        {
            return null;
        }
        var (old, wanted) = forms!.ConvertsLineEnds(path)
            ? LineEndsOf.Alike(before.Content, ours.Content, after.Content)
            : (before.Content, after.Content);
        return await texts.MergeAsync(old, ours.Content, wanted, forms.Merging(path), stop);
    }

    /// <summary>
    /// Where the user's file is still what was there before, in whichever form: how new content gets that form. Null where the user changed it.
    /// </summary>
    private async Task<Func<byte[], Task<byte[]>>?> AsOursAsync(
        BytePath path,
        FileState before,
        FileState ours,
        CancellationToken stop
    )
    {
        if (ours.Kind != before.Kind)
        {
            return null;
        }
        if (ours.Content.AsSpan().SequenceEqual(before.Content))
        {
            return Task.FromResult;
        }
        if (source.Form == ChangeForm.OnDisk || ours.Kind != RootedKind.File)
        {
            return null;
        }
        if (forms!.IsEncoded(path))
        {
            var stored = await forms.ToStoredAsync(path, ours.Content, stop);
            return before.Content.AsSpan().SequenceEqual(stored) ? after => forms.ToDiskAsync(path, after, stop) : null;
        }
        if (forms.IsFiltered(path))
        {
            return LargeFile.IsPointerTo(before.Content, ours.Content) ? Task.FromResult : null;
        }
        return
            forms.ConvertsLineEnds(path)
            && LineEndsOf
                .Alike(before.Content, ours.Content, before.Content)
                .Before.AsSpan()
                .SequenceEqual(ours.Content)
            ? after => Task.FromResult(LineEndsOf.Alike(before.Content, ours.Content, after).After)
            : null;
    }

    private FileState Content(TreeEntry? entry) =>
        entry is null
            ? FileState.Nothing
            : new FileState(entry.IsLink ? RootedKind.Link : RootedKind.File, blobs[entry.Id], entry.IsExecutable);

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
