using System.Collections.Immutable;
using Pedrocode.Core.Posix;
using Pedrocode.Core.Trees;

namespace Pedrocode.Core.Sandboxes;

/// <summary>
/// The object folders that a tree's repository borrows from, read-only. Which they are is read where no command can write, never in the tree.
/// </summary>
internal static class LentObjects
{
    private const string Elsewhere = "/run/pedrocode/objects";

    public static ImmutableArray<string> Of(JobTree tree) =>
        tree.BorrowedObjects is { } objects ? [.. ObjectFolders.From(objects).Where(Directory.Exists)] : [];

    /// <summary>Under their own names; where the tree itself stands under such a name, under another.</summary>
    public static void Mount(Mounts mounts, JobTree tree, ImmutableArray<string> lent)
    {
        for (var i = 0; i < lent.Length; i++)
        {
            mounts.ReadOnly(lent[i], Place(tree, lent[i], i));
        }
    }

    /// <summary>Those that do not stand under the name by which the tree's repository knows them, for git; null where there are none.</summary>
    public static string? Moved(JobTree tree, ImmutableArray<string> lent)
    {
        var moved = lent.Select((folder, i) => (folder, place: Place(tree, folder, i)))
            .Where(static one => one.folder != one.place)
            .Select(static one => one.place)
            .ToList();
        return moved.Count == 0 ? null : string.Join(':', moved);
    }

    private static string Place(JobTree tree, string folder, int number) =>
        RealPath.IsWithin(tree.ProjectRoot, folder) ? $"{Elsewhere}/{number}" : folder;
}
