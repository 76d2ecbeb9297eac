using System.Collections.Immutable;
using System.Text;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Trees;

/// <summary>
/// Folders that git ignores and that checks need, such as <c>node_modules</c>: in a job's tree they are the user's own, bound read-only by the
/// sandbox; without one they are copied where the file system shares content between files.
/// </summary>
internal static class CarriedFolders
{
    /// <summary>The folders of those names that no repository tracks, relative to the root; links are none.</summary>
    public static async Task<ImmutableArray<string>> FindAsync(
        ProjectRepository project,
        TreeStore store,
        ImmutableArray<string> names,
        CancellationToken stop
    )
    {
        if (names.IsEmpty)
        {
            return [];
        }
        var listed = await store
            .Door(project.Root, project.Root, project.Index)
            .RunAsync(["ls-files", "-z", "-o", "-i", "--exclude-standard", "--directory"], stop);
        return
        [
            .. Encoding
                .UTF8.GetString(listed.Bytes)
                .Split('\0', StringSplitOptions.RemoveEmptyEntries)
                .Where(static path => path[^1] == '/')
                .Select(static path => path.TrimEnd('/'))
                .Where(path => names.Contains(Path.GetFileName(path)) || names.Contains(path))
                .Where(path => FileIdentity.OfPath(Path.Combine(project.Root, path)) is { IsDirectory: true }),
        ];
    }

    /// <summary>Puts beside a tree's files what is there to be read only.</summary>
    /// <param name="repositories">Within the project.</param>
    /// <param name="carried">As <see cref="FindAsync"/> found them.</param>
    /// <param name="isHeld">Whether a sandbox binds them.</param>
    public static async Task<ForeignFolders> PlaceAsync(
        ProjectRepository project,
        TreeStore store,
        IEnumerable<string> repositories,
        ImmutableArray<string> carried,
        bool isHeld,
        CancellationToken stop
    )
    {
        var copied = await new NestedCopies(store).PlaceAsync(project.Root, repositories, stop);
        if (carried.IsEmpty || isHeld)
        {
            return new ForeignFolders(copied, Bound: carried, Cloned: [], NotCarried: []);
        }
        var cloned = carried
            .Where(path => TryClone(Path.Combine(project.Root, path), Path.Combine(store.Tree, path)))
            .ToImmutableArray();
        return new ForeignFolders(copied, Bound: [], cloned, [.. carried.Except(cloned)]);
    }

    /// <summary>Where the file system can share their content; else nothing is left of the try. Returns whether it could.</summary>
    public static bool TryClone(string from, string to)
    {
        try
        {
            return Clone(new DirectoryInfo(from), to) || Undo(to);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Undo(to);
        }
    }

    private static bool Clone(DirectoryInfo from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var entry in from.EnumerateFileSystemInfos("*", Everything))
        {
            var target = Path.Combine(to, entry.Name);
            if (entry.LinkTarget is { } link)
            {
                File.CreateSymbolicLink(target, link);
            }
            else if (entry is DirectoryInfo directory)
            {
                if (!Clone(directory, target))
                {
                    return false;
                }
            }
            else if (
                FileIdentity.OfPath(entry.FullName) is { IsRegularFile: true }
                && !SharedContent.TryClone(entry.FullName, target)
            )
            {
                return false;
            }
        }
        return true;
    }

    private static bool Undo(string to)
    {
        WholeDirectory.Delete(to);
        return false;
    }

    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = FileAttributes.None };
}

/// <summary>What stands in a job's tree, or beside it, and is not part of its work. Paths relative to the root.</summary>
/// <param name="Repositories">Copied to be read.</param>
/// <param name="Bound">Seen by commands in the sandbox, read-only, at their place in the user's project.</param>
/// <param name="Cloned">Copied with shared content.</param>
/// <param name="NotCarried">Wanted, and not there.</param>
public sealed record ForeignFolders(
    ImmutableArray<string> Repositories,
    ImmutableArray<string> Bound,
    ImmutableArray<string> Cloned,
    ImmutableArray<string> NotCarried
)
{
    public bool IsEmpty => Repositories.IsEmpty && Bound.IsEmpty && Cloned.IsEmpty && NotCarried.IsEmpty;

    /// <summary>Why nothing may be written at the path; null where it is the job's own.</summary>
    public string? WhyForeign(string path) =>
        Repositories.Any(folder => RealPath.IsWithin(folder, path)) ? "is in a repository of its own"
        : Bound.Concat(Cloned).Any(folder => RealPath.IsWithin(folder, path))
            ? "is carried along from the user's folder"
        : null;

    /// <summary>Whether the file is not in the tree but in the user's project.</summary>
    public bool IsBound(string path) => Bound.Any(folder => RealPath.IsWithin(folder, path));
}
