using System.Collections.Immutable;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Trees.Landings;

/// <summary>
/// Does a plan's steps in the user's files, or takes them back. Every file is always the old one or the new one, whole; which steps are
/// done can be seen from the staged files alone, so that it can be gone on with from any moment.
/// </summary>
internal sealed class Placement(
    RootedFiles disk,
    ImmutableArray<LandingStep> steps,
    ImmutableArray<BytePath> newDirectories
)
{
    /// <summary>Called before each change of a name; a test can end the world there.</summary>
    internal Action<string>? Before { get; init; }

    public static LandingStep Step(RootedFiles disk, MergedFile file, string suffix, IReadOnlySet<BytePath> replaced)
    {
        var beside = file.Path.Parent;
        while (!beside.IsRoot && (disk.Look(beside).Kind != RootedKind.Directory || IsAtOrBelow(beside, replaced)))
        {
            beside = beside.Parent;
        }
        return new LandingStep(
            file.Path,
            beside.Then(BytePath.Of($".pedrocode-{suffix}")),
            file.Old.Fingerprint,
            file.New.Fingerprint
        );
    }

    /// <summary>Writes the new files beside their places, durably.</summary>
    public void Stage(IReadOnlyDictionary<BytePath, FileState> wanted)
    {
        foreach (var step in steps.Where(static step => !step.Deletes))
        {
            Before?.Invoke($"stage {step.Path}");
            var file = wanted[step.Path];
            if (file.Kind == RootedKind.Link)
            {
                disk.CreateLink(step.Staged, file.Content);
            }
            else
            {
                disk.Create(step.Staged, file.Content, file.Permissions, file.Executable);
            }
        }
        SyncAll();
    }

    /// <summary>
    /// Does what is not done yet. Throws <see cref="PlaceTakenException"/> at the first path that is not what it was; what was done before stands.
    /// </summary>
    public void Run()
    {
        foreach (var step in steps.Where(step => step.Deletes && !IsDone(step)))
        {
            Delete(step);
        }
        foreach (var step in steps.Where(step => step.Creates && !step.Deletes && !IsDone(step)))
        {
            Create(step);
        }
        foreach (var step in steps.Where(step => !step.Creates && !step.Deletes && !IsDone(step)))
        {
            Replace(step);
        }
        SyncAll();
    }

    /// <summary>
    /// Takes back what was done; then the plan can say that nothing was, and be cleared. Returns the paths that were changed again
    /// meanwhile, which stay as they are.
    /// </summary>
    public ImmutableArray<BytePath> Reverse()
    {
        var left = ImmutableArray.CreateBuilder<BytePath>();
        foreach (var step in steps.Where(step => !step.Creates && !step.Deletes && IsDone(step)))
        {
            var there = FileState.At(disk, step.Path).Fingerprint;
            if (there != step.New)
            {
                if (there != step.Old)
                {
                    left.Add(step.Path);
                }
                continue;
            }
            Before?.Invoke($"put back {step.Path}");
            if (disk.Look(step.Kept).Kind != RootedKind.Nothing)
            {
                disk.MoveOver(step.Kept, step.Path);
            }
            else
            {
                Exchange(step);
            }
        }
        foreach (var step in steps.Where(step => step.Creates && !step.Deletes && IsDone(step)))
        {
            Before?.Invoke($"take away {step.Path}");
            if (FileState.At(disk, step.Path).Fingerprint != step.New || !disk.TryMove(step.Path, step.Staged))
            {
                left.Add(step.Path);
            }
        }
        foreach (var directory in newDirectories.OrderByDescending(static path => path.Latin1.Length))
        {
            disk.TryRemoveDirectory(directory);
        }
        foreach (var step in steps.Where(step => step.Deletes && IsDone(step)))
        {
            Before?.Invoke($"bring back {step.Path}");
            disk.MakeDirectories(step.Path.Parent);
            if (!disk.TryMove(step.Staged, step.Path))
            {
                left.Add(step.Path);
            }
        }
        SyncAll();
        return left.ToImmutable();
    }

    /// <summary>Removes what was staged or kept, and the directories that deletions left empty.</summary>
    public void Clear()
    {
        foreach (var step in steps)
        {
            Before?.Invoke($"clear {step.Path}");
            disk.Remove(step.Staged);
            disk.Remove(step.Kept);
        }
        foreach (
            var directory in steps
                .Where(static step => step.Deletes)
                .SelectMany(static step => step.Path.Ancestors)
                .Distinct()
                .OrderByDescending(static path => path.Latin1.Length)
        )
        {
            disk.TryRemoveDirectory(directory);
        }
        SyncAll();
    }

    private bool IsDone(LandingStep step) =>
        step.Deletes ? disk.Look(step.Staged).Kind != RootedKind.Nothing
        : step.Creates ? disk.Look(step.Staged).Kind == RootedKind.Nothing
        : FileState.At(disk, step.Staged).Fingerprint != step.New;

    private void Delete(LandingStep step)
    {
        Check(step.Path, step.Old);
        Before?.Invoke($"delete {step.Path}");
        if (!disk.TryMove(step.Path, step.Staged))
        {
            throw new PlaceTakenException(step.Path);
        }
        if (FileState.At(disk, step.Staged).Fingerprint != step.Old)
        {
            // Written in the moment between: it is the user's newer file that was moved.
            disk.TryMove(step.Staged, step.Path);
            throw new PlaceTakenException(step.Path);
        }
    }

    private void Create(LandingStep step)
    {
        Before?.Invoke($"create {step.Path}");
        if (step.ClearsDirectory)
        {
            ClearDirectory(step.Path);
        }
        disk.MakeDirectories(step.Path.Parent);
        if (!disk.TryMove(step.Staged, step.Path))
        {
            throw new PlaceTakenException(step.Path);
        }
    }

    private void Replace(LandingStep step)
    {
        Check(step.Path, step.Old);
        Before?.Invoke($"replace {step.Path}");
        Exchange(step);
        var kept = disk.Look(step.Kept).Kind != RootedKind.Nothing ? step.Kept : step.Staged;
        if (FileState.At(disk, kept).Fingerprint != step.Old)
        {
            // Written in the moment between: the user's newer file goes back to its place.
            if (kept == step.Kept)
            {
                disk.MoveOver(step.Kept, step.Path);
            }
            else
            {
                Exchange(step);
            }
            throw new PlaceTakenException(step.Path);
        }
    }

    private void Exchange(LandingStep step)
    {
        if (disk.TryExchange(step.Staged, step.Path))
        {
            return;
        }
        disk.Remove(step.Kept);
        disk.Link(step.Path, step.Kept);
        disk.MoveOver(step.Staged, step.Path);
    }

    private void ClearDirectory(BytePath directory)
    {
        foreach (var inside in disk.List(directory))
        {
            if (disk.Look(inside).Kind == RootedKind.Directory)
            {
                ClearDirectory(inside);
            }
        }
        if (disk.Look(directory).Kind == RootedKind.Directory && !disk.TryRemoveDirectory(directory))
        {
            throw new PlaceTakenException(directory);
        }
    }

    private void Check(BytePath path, string expected)
    {
        if (FileState.At(disk, path).Fingerprint != expected)
        {
            throw new PlaceTakenException(path);
        }
    }

    private void SyncAll()
    {
        foreach (
            var directory in steps
                .SelectMany(static step => new[] { step.Path.Parent, step.Staged.Parent })
                .Concat(newDirectories)
                .Concat(newDirectories.Select(static path => path.Parent))
                .Distinct()
        )
        {
            disk.Sync(directory);
        }
    }

    private static bool IsAtOrBelow(BytePath path, IReadOnlySet<BytePath> replaced) =>
        replaced.Contains(path) || path.Ancestors.Any(replaced.Contains);
}

/// <summary>The user, or a program of theirs, was at the path at this very moment.</summary>
internal sealed class PlaceTakenException(BytePath path) : Exception($"{path.Shown} was changed at this moment")
{
    public BytePath Path => path;
}
