using System.Collections.Immutable;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Trees.Landings;

/// <summary>A change merged into the user's files as they are: what each path holds now and is to hold.</summary>
internal sealed record MergedChange(ImmutableArray<MergedFile> Files, ImmutableArray<LandingConflict> Conflicts)
{
    /// <summary>Writes the files where nobody else writes: without a plan, and without a way back.</summary>
    public void Put(RootedFiles disk)
    {
        // What goes makes room for what comes.
        foreach (var file in Files.OrderBy(static file => file.New.Kind != RootedKind.Nothing))
        {
            Put(disk, file);
        }
    }

    private static void Put(RootedFiles disk, MergedFile file)
    {
        if (file.Old.Kind is RootedKind.File or RootedKind.Link)
        {
            disk.Remove(file.Path);
        }
        if (file.Old.Kind == RootedKind.Directory)
        {
            disk.TryRemoveDirectory(file.Path);
        }
        if (file.New.Kind == RootedKind.Nothing)
        {
            foreach (var directory in file.Path.Ancestors)
            {
                disk.TryRemoveDirectory(directory);
            }
            return;
        }
        disk.MakeDirectories(file.Path.Parent);
        if (file.New.Kind == RootedKind.Link)
        {
            disk.CreateLink(file.Path, file.New.Content);
        }
        else
        {
            disk.Create(file.Path, file.New.Content, file.New.Permissions, file.New.Executable);
        }
    }
}

internal sealed record MergedFile(BytePath Path, FileState Old, FileState New);

/// <summary>Why a change cannot land at a path: <c>both changed the same lines</c>.</summary>
/// <param name="Path">As people read it.</param>
public sealed record LandingConflict(string Path, string Why);
