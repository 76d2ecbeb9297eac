using System.Collections.Concurrent;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Trees;

/// <summary>Makes the loose objects of a store durable: git writes them without a sync.</summary>
internal sealed class LooseObjects(string objects)
{
    private readonly HashSet<string> synced = new(StringComparer.Ordinal);

    /// <summary>Every object that has come since the last call is on disk afterwards, name and content.</summary>
    public void Sync()
    {
        var fresh = Directory
            .EnumerateDirectories(objects, "??")
            .SelectMany(static folder => Directory.EnumerateFiles(folder))
            .Where(file =>
                !synced.Contains(file) && !Path.GetFileName(file).StartsWith("tmp_", StringComparison.Ordinal)
            )
            .ToList();
        // At once: the syncs then share a commit of the file system's own journal.
        Parallel.ForEach(fresh, new ParallelOptions { MaxDegreeOfParallelism = 8 }, SyncFile);
        var folders = fresh.Select(static file => Path.GetDirectoryName(file)!).Distinct().Append(objects);
        Parallel.ForEach(folders, new ParallelOptions { MaxDegreeOfParallelism = 8 }, AtomicFile.SyncDirectory);
        synced.UnionWith(fresh);
    }

    /// <summary>Removes objects that a pack holds durably. By name in hexadecimal; what is not there is no matter.</summary>
    public static void Drop(string objects, IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            var folder = Path.Combine(objects, name[..2]);
            if (Directory.Exists(folder))
            {
                File.Delete(Path.Combine(folder, name[2..]));
            }
        }
    }

    private static void SyncFile(string file) => AtomicFile.SyncDirectory(file);
}
