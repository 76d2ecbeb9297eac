using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Trees.Landings;

/// <summary>
/// Refs of a bare repository of our own, where git keeps each in a file of its own or, once packed, in <c>packed-refs</c>: read and
/// written without starting git. Source: gitrepository-layout(5), git-pack-refs(1).
/// </summary>
internal static class RefFiles
{
    /// <summary>What the ref names, in hexadecimal; null where there is none.</summary>
    public static string? Find(string repository, string name)
    {
        var file = Path.Combine(repository, name);
        return File.Exists(file) ? File.ReadAllText(file).TrimEnd() : FindPacked(repository, name);
    }

    /// <summary>On disk afterwards.</summary>
    public static void Set(string repository, string name, string id)
    {
        var missing = new List<string>();
        for (
            var folder = Path.GetDirectoryName(name)!;
            folder.Length > 0 && !Directory.Exists(Path.Combine(repository, folder));
            folder = Path.GetDirectoryName(folder)!
        )
        {
            missing.Add(folder);
        }
        foreach (var folder in missing.AsEnumerable().Reverse())
        {
            PrivateDirectory.Ensure(Path.Combine(repository, folder));
            AtomicFile.SyncDirectory(Path.GetDirectoryName(Path.Combine(repository, folder))!);
        }
        AtomicFile.Write(Path.Combine(repository, name), $"{id}\n");
    }

    /// <summary>Afterwards there is no such ref; false, with nothing done, where only git can take it away.</summary>
    public static bool TryRemove(string repository, string name)
    {
        if (FindPacked(repository, name) is not null)
        {
            return false;
        }
        var file = Path.Combine(repository, name);
        if (File.Exists(file))
        {
            File.Delete(file);
        }
        return true;
    }

    private static string? FindPacked(string repository, string name)
    {
        var file = Path.Combine(repository, "packed-refs");
        return File.Exists(file)
            ? File.ReadLines(file)
                .FirstOrDefault(line => line.EndsWith($" {name}", StringComparison.Ordinal))
                ?.Split(' ')[0]
            : null;
    }
}
