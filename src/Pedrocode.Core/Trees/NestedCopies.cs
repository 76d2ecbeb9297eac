using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Trees;

/// <summary>
/// Repositories inside the user's project, submodules or others: their files stand in the job's tree to be read and built with, write-protected
/// and without their <c>.git</c>. They are no part of the job's work: no checkpoint holds them, nothing of them lands.
/// </summary>
internal sealed class NestedCopies(TreeStore store)
{
    private const int Deepest = 8;
    private const UnixFileMode Writable = UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>What was copied, to see later what a command changed: <c>path TAB size TAB time</c> and NUL; a repository has the size -1.</summary>
    private string List => Path.Combine(store.Path, "nested");

    /// <summary>Copies each, and keeps git from looking into it. Paths relative to the root.</summary>
    /// <returns>Those that are there.</returns>
    public async Task<ImmutableArray<string>> PlaceAsync(
        string project,
        IEnumerable<string> repositories,
        CancellationToken stop
    )
    {
        var list = new StringBuilder();
        var all = repositories.Where(path => JobTrees.IsRepository(Path.Combine(project, path))).ToList();
        foreach (var repository in all)
        {
            WholeDirectory.Delete(Path.Combine(store.Tree, repository));
            Directory.CreateDirectory(Path.Combine(store.Tree, repository));
            list.Append($"{repository}\t-1\t0\0");
            foreach (var file in await FilesAsync(project, repository, depth: 0, stop))
            {
                if (Copy(Path.Combine(project, file), Path.Combine(store.Tree, file)) is { } copy)
                {
                    list.Append(
                        CultureInfo.InvariantCulture,
                        $"{file}\t{copy.Length}\t{copy.LastWriteTimeUtc.Ticks}\0"
                    );
                }
            }
        }
        if (all.Count > 0)
        {
            store.Exclude(all);
        }
        AtomicFile.Write(List, Encoding.UTF8.GetBytes(list.ToString()), durability: Durability.Content);
        return [.. all];
    }

    /// <summary>Of a repository whose directory is gone git would say that the job removed it.</summary>
    public void Keep()
    {
        foreach (var repository in Read().Where(static copied => copied.IsRepository))
        {
            var path = Path.Combine(store.Tree, repository.Path);
            if (!Path.Exists(path))
            {
                Directory.CreateDirectory(path);
            }
        }
    }

    /// <summary>What differs from what was copied, by path; output of builds is left out.</summary>
    public ImmutableArray<string> Changed()
    {
        var copied = Read();
        var known = copied.Select(static file => file.Path).ToHashSet(StringComparer.Ordinal);
        var changed = copied
            .Where(file => !file.IsRepository && !file.IsAsCopied(store.Tree))
            .Select(static file => file.Path);
        var made = copied
            .Where(static file => file.IsRepository)
            .SelectMany(repository => Below(repository.Path))
            .Where(file => !known.Contains(file));
        return [.. changed.Concat(made).Order(StringComparer.Ordinal)];
    }

    private IEnumerable<string> Below(string directory)
    {
        var at = new DirectoryInfo(Path.Combine(store.Tree, directory));
        if (!at.Exists || at.LinkTarget is not null)
        {
            yield break;
        }
        foreach (var entry in at.EnumerateFileSystemInfos("*", Everything))
        {
            var path = $"{directory}/{entry.Name}";
            if (BuildOutput.Is(entry.Name))
            {
                continue;
            }
            if (entry is DirectoryInfo { LinkTarget: null })
            {
                foreach (var inside in Below(path))
                {
                    yield return inside;
                }
            }
            else
            {
                yield return path;
            }
        }
    }

    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = FileAttributes.None };

    private List<Copied> Read() =>
        File.Exists(List)
            ?
            [
                .. File.ReadAllText(List)
                    .Split('\0', StringSplitOptions.RemoveEmptyEntries)
                    .Select(static line => line.Split('\t'))
                    .Select(static words => new Copied(
                        string.Join('\t', words[..^2]),
                        long.Parse(words[^2], CultureInfo.InvariantCulture),
                        long.Parse(words[^1], CultureInfo.InvariantCulture)
                    )),
            ]
            : [];

    /// <summary>Tracked and untracked, not ignored, of repositories in it too.</summary>
    private static async Task<List<string>> FilesAsync(
        string project,
        string repository,
        int depth,
        CancellationToken stop
    )
    {
        var root = Path.Combine(project, repository);
        if (depth > Deepest || !JobTrees.IsRepository(root))
        {
            return [];
        }
        var listed = await new Git(root, project).RunAsync(
            ["ls-files", "-z", "-c", "-o", "--deduplicate", "--exclude-standard"],
            stop
        );
        var files = new List<string>();
        foreach (var name in Encoding.UTF8.GetString(listed.Bytes).Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            var path = $"{repository}/{name.TrimEnd('/')}";
            if (new DirectoryInfo(Path.Combine(project, path)) is { Exists: true, LinkTarget: null })
            {
                files.AddRange(await FilesAsync(project, path, depth + 1, stop));
            }
            else
            {
                files.Add(path);
            }
        }
        return files;
    }

    /// <summary>Null where there is nothing to copy.</summary>
    private static FileInfo? Copy(string from, string to)
    {
        var file = new FileInfo(from);
        if (file.LinkTarget is { } target)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.CreateSymbolicLink(to, target);
            return null;
        }
        if (FileIdentity.OfPath(from) is not { IsRegularFile: true })
        {
            return null;
        }
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        file.CopyTo(to, overwrite: true);
        File.SetUnixFileMode(to, file.UnixFileMode & ~Writable);
        return new FileInfo(to);
    }

    private sealed record Copied(string Path, long Size, long Ticks)
    {
        public bool IsRepository => Size < 0;

        public bool IsAsCopied(string tree) =>
            new FileInfo(System.IO.Path.Combine(tree, Path)) is { Exists: true } now
            && now.Length == Size
            && now.LastWriteTimeUtc.Ticks == Ticks;
    }
}
