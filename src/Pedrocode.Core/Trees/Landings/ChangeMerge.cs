using System.Collections.Immutable;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Trees.Landings;

/// <summary>Merges a change three-way into the user's files as they are. Only looks; the plan that follows writes.</summary>
internal sealed class ChangeMerge
{
    private readonly UserFiles files;
    private readonly RootedFiles disk;
    private readonly ChangeSource source;
    private readonly Dictionary<BytePath, MergedFile> merged = [];
    private readonly List<LandingConflict> conflicts = [];
    private Dictionary<string, byte[]> blobs = [];
    private FileMerge contents = null!;

    private ChangeMerge(UserFiles files, RootedFiles disk, ChangeSource source)
    {
        this.files = files;
        this.disk = disk;
        this.source = source;
    }

    /// <param name="scratch">A directory of our own.</param>
    public static Task<MergedChange> OfAsync(
        UserFiles files,
        RootedFiles disk,
        ChangeSource source,
        ImmutableArray<TreeChange> changes,
        string scratch,
        CancellationToken stop
    ) => new ChangeMerge(files, disk, source).MergeAsync(changes, scratch, stop);

    private async Task<MergedChange> MergeAsync(
        ImmutableArray<TreeChange> changes,
        string scratch,
        CancellationToken stop
    )
    {
        await ReadAsync(changes, scratch, stop);
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
                && states[change.Path].Kind is not (RootedKind.Directory or RootedKind.Blocked)
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

    private async Task ReadAsync(ImmutableArray<TreeChange> changes, string scratch, CancellationToken stop)
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
        contents = await FileMerge.ReadAsync(files, source.Form, changes, scratch, stop);
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
        if (ours.Kind != RootedKind.File || before.Kind != RootedKind.File || contents.AreSame(ours, before))
        {
            await OneAsync(gone, ours, stop);
            await OneAsync(come, states[come.Path], stop);
            return;
        }
        var after = Content(come.After);
        if (
            after.Kind == RootedKind.File
            && await contents.MergeAsync(gone.Path, before, ours, after, stop) is { } both
        )
        {
            merged[gone.Path] = new MergedFile(gone.Path, ours, FileState.Nothing);
            merged[come.Path] = new MergedFile(
                come.Path,
                states[come.Path],
                both with
                {
                    Permissions = FileMerge.Permissions(ours.Permissions!.Value, both.Executable),
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
        if (contents.AreSame(ours, after))
        {
            return;
        }
        if (contents.AreSame(ours, before) || await contents.IsUnchangedAsync(change.Path, before, ours, after, stop))
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
            if (
                before.Kind == RootedKind.File
                && await contents.MergeAsync(change.Path, before, ours, after, stop) is { } both
            )
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
                        ours.Kind == RootedKind.File
                            ? FileMerge.Permissions(ours.Permissions!.Value, wanted.Executable)
                            : null,
                }
                : wanted
        );

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
