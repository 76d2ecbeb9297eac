using System.Text;

namespace Pedrocode.Bench.Survival;

/// <summary>
/// A disk that keeps only what was synced: the content of files by fsync of the file, their names by fsync of the directory.
/// Everything else may be lost with the power.
/// </summary>
internal sealed class Disk
{
    private readonly string root;
    private readonly Dictionary<string, Entry> seen = [];
    private readonly Dictionary<string, Entry> kept = [];

    /// <param name="root">What lies below it is looked at.</param>
    /// <param name="there">Directories and files that were on disk from the beginning, by their path.</param>
    public Disk(string root, IEnumerable<KeyValuePair<string, byte[]>> there)
    {
        this.root = root;
        foreach (var (path, content) in there)
        {
            seen[path] = kept[path] = new Entry { Content = content, Kept = content };
        }
    }

    /// <summary>What is on disk before anything begins; what locks hold is of no interest, and may not be read.</summary>
    public static Dictionary<string, byte[]> Of(Workplace place) =>
        Directory
            .EnumerateFileSystemEntries(place.Root, "*", SearchOption.AllDirectories)
            .ToDictionary(
                static path => path,
                static path =>
                    File.Exists(path) && !path.EndsWith(".lock", StringComparison.Ordinal)
                        ? File.ReadAllBytes(path)
                        : []
            );

    private sealed class Entry
    {
        public byte[] Content { get; set; } = [];
        public byte[] Kept { get; set; } = [];
    }

    /// <summary>Does what the call did. Syncs that <paramref name="ignores"/> names count for nothing.</summary>
    public void Do(SystemCall call, bool ignores)
    {
        if (call.Result < 0)
        {
            return;
        }
        var paths = call.Strings.Select(static text => Encoding.UTF8.GetString(text)).ToList();
        switch (call.Name)
        {
            case "openat"
            or "open" when call.Arguments.Contains("O_CREAT", StringComparison.Ordinal) && paths.Count > 0:
                var made = Make(Full(call, paths[0]));
                made.Content = call.Arguments.Contains("O_TRUNC", StringComparison.Ordinal) ? [] : made.Content;
                break;
            case "mkdir" or "mkdirat" when paths.Count > 0:
                Make(Full(call, paths[0]));
                break;
            case "pwrite64" when IsOurs(call.Path):
                Write(Make(call.Path), call.Strings.First(), call.LastNumber);
                break;
            case "write" when IsOurs(call.Path):
                var there = Make(call.Path);
                Write(there, call.Strings.First(), there.Content.Length);
                break;
            case "ftruncate" when IsOurs(call.Path):
                var cut = Make(call.Path);
                cut.Content = [.. cut.Content.Take((int)call.LastNumber)];
                break;
            case "rename" or "renameat" or "renameat2" when paths.Count > 1:
                Move(Full(call, paths[0]), Target(call, paths[^1]));
                break;
            case "link" or "linkat" when paths.Count > 1 && seen.TryGetValue(Full(call, paths[0]), out var linked):
                seen[Target(call, paths[^1])] = linked;
                break;
            case "unlink" or "unlinkat" or "rmdir" when paths.Count > 0:
                seen.Remove(Full(call, paths[0]));
                break;
            case "fsync" or "fdatasync" when IsOurs(call.Path) && !ignores:
                Sync(call.Path);
                break;
            default:
                break;
        }
    }

    /// <summary>What a file would hold after a power cut; null where its name, or that of a directory above it, would be gone.</summary>
    public byte[]? AfterPowerCut(string path)
    {
        for (
            var above = Path.GetDirectoryName(path)!;
            IsOurs(above) && above != root;
            above = Path.GetDirectoryName(above)!
        )
        {
            if (!kept.ContainsKey(above))
            {
                return null;
            }
        }
        return kept.GetValueOrDefault(path)?.Kept;
    }

    /// <summary>The same, with as much of what was not synced as the disk happened to write.</summary>
    public byte[]? AfterTornWrite(string path, Random random)
    {
        if (AfterPowerCut(path) is not { } safe || kept[path].Content is not { } whole || whole.Length <= safe.Length)
        {
            return AfterPowerCut(path);
        }
        var torn = whole[..random.Next(safe.Length, whole.Length + 1)];
        if (torn.Length > safe.Length && random.Next(2) == 0)
        {
            torn.AsSpan(random.Next(safe.Length, torn.Length)).Clear();
        }
        return torn;
    }

    /// <summary>What a file would hold if every name was on disk, and of the contents only what was synced: null where there is no such name.</summary>
    public byte[]? AfterNamesAlone(string path) => seen.GetValueOrDefault(path)?.Kept;

    /// <summary>Whether name and whole content would outlive a power cut.</summary>
    public bool Holds(string path) => AfterPowerCut(path) is { } safe && safe.Length == kept[path].Content.Length;

    public IEnumerable<string> Names => seen.Keys;

    /// <summary>What would be there after a power cut.</summary>
    public IEnumerable<string> KeptNames => kept.Keys.Where(name => AfterPowerCut(name) is not null);

    private string Full(SystemCall call, string path) =>
        Path.GetFullPath(
            path,
            call.Path.StartsWith('/') ? call.Path
                : call.WorkDir.Length > 0 ? call.WorkDir
                : root
        );

    private string Target(SystemCall call, string path) =>
        call.SecondDirectory.Length > 0 ? Path.GetFullPath(path, call.SecondDirectory) : Full(call, path);

    private bool IsOurs(string path) => path == root || path.StartsWith(root + "/", StringComparison.Ordinal);

    private Entry Make(string path)
    {
        if (!seen.TryGetValue(path, out var entry))
        {
            seen[path] = entry = new Entry();
        }
        return entry;
    }

    private static void Write(Entry entry, byte[] bytes, long offset)
    {
        var content = entry.Content;
        var length = (int)Math.Max(content.Length, offset + bytes.Length);
        Array.Resize(ref content, length);
        bytes.CopyTo(content, offset);
        entry.Content = content;
    }

    private void Move(string from, string to)
    {
        foreach (
            var name in seen
                .Keys.Where(name => name == from || name.StartsWith(from + "/", StringComparison.Ordinal))
                .ToList()
        )
        {
            seen[to + name[from.Length..]] = seen[name];
            seen.Remove(name);
        }
        // What lies in a directory comes along with it: on disk too, once the directory's own new name is there.
        foreach (var name in kept.Keys.Where(name => name.StartsWith(from + "/", StringComparison.Ordinal)).ToList())
        {
            kept[to + name[from.Length..]] = kept[name];
        }
    }

    private void Sync(string path)
    {
        if (seen.TryGetValue(path, out var file))
        {
            file.Kept = [.. file.Content];
        }
        foreach (
            var name in kept.Keys.Where(name => Path.GetDirectoryName(name) == path && !seen.ContainsKey(name)).ToList()
        )
        {
            kept.Remove(name);
        }
        foreach (var (name, entry) in seen.Where(entry => Path.GetDirectoryName(entry.Key) == path))
        {
            kept[name] = entry;
        }
    }
}
