using System.Collections.Immutable;
using System.Text;
using Pedrocode.Core.Posix;
using Pedrocode.Core.Trees.Landings;

namespace Pedrocode.Tests.Trees.Landings;

/// <summary>All files of a directory, by path; empty directories do not count.</summary>
internal static class Files
{
    public static readonly ImmutableSortedDictionary<BytePath, FileState> None = ImmutableSortedDictionary<
        BytePath,
        FileState
    >.Empty;

    public static ImmutableSortedDictionary<BytePath, FileState> In(string directory)
    {
        using var disk = new RootedFiles(directory);
        var found = None.ToBuilder();
        Collect(disk, BytePath.Root, found);
        return found.ToImmutable();
    }

    /// <summary>Makes the directory hold these files and nothing else, its repository aside.</summary>
    public static void Fill(string directory, ImmutableSortedDictionary<BytePath, FileState> wanted)
    {
        Directory.CreateDirectory(directory);
        using var disk = new RootedFiles(directory);
        Empty(disk, BytePath.Root);
        foreach (var (path, file) in wanted)
        {
            disk.MakeDirectories(path.Parent);
            if (file.Kind == RootedKind.Link)
            {
                disk.CreateLink(path, file.Content);
            }
            else
            {
                disk.Create(path, file.Content, permissions: null, file.Executable);
            }
        }
    }

    public static FileState Text(string content, bool executable = false) =>
        new(RootedKind.File, Encoding.UTF8.GetBytes(content), executable);

    public static FileState Link(string target) =>
        new(RootedKind.Link, Encoding.UTF8.GetBytes(target), Executable: false);

    /// <summary>A line for each file, to compare and to read.</summary>
    public static string Listing(ImmutableSortedDictionary<BytePath, FileState> files) =>
        string.Concat(
            files.Select(static file =>
                $"{file.Key.Shown} {file.Value.Kind} {(file.Value.Executable ? "x " : "")}{Encoding.Latin1.GetString(file.Value.Content).Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\0", "\\0", StringComparison.Ordinal)}\n"
            )
        );

    private static void Collect(
        RootedFiles disk,
        BytePath directory,
        ImmutableSortedDictionary<BytePath, FileState>.Builder found
    )
    {
        foreach (var path in disk.List(directory).Where(static path => path.Latin1 != ".git"))
        {
            if (disk.Look(path).Kind == RootedKind.Directory)
            {
                Collect(disk, path, found);
            }
            else
            {
                found[path] = FileState.At(disk, path) with { Permissions = null };
            }
        }
    }

    private static void Empty(RootedFiles disk, BytePath directory)
    {
        foreach (var path in disk.List(directory).Where(static path => path.Latin1 != ".git"))
        {
            if (disk.Look(path).Kind == RootedKind.Directory)
            {
                Empty(disk, path);
                disk.TryRemoveDirectory(path);
            }
            else
            {
                disk.Remove(path);
            }
        }
    }
}
