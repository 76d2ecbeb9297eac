using Pedrocode.Core.Posix;
using Pedrocode.Core.Trees;

namespace Pedrocode.Core.Checks;

/// <summary>Dependencies of a job's tree that lead into the user's own files: a check would test those instead of the job's.</summary>
internal static class OwnDependencies
{
    private const int MostLooked = 2_000;

    /// <summary>The first of them, relative to the tree; null where there is none, and for a job in place.</summary>
    /// <param name="isHeld">In a sandbox, where the project's own path is the tree.</param>
    public static string? Of(JobTree tree, bool isHeld)
    {
        if (tree.IsInPlace || isHeld)
        {
            return null;
        }
        return Folders(tree)
            .SelectMany(folder => Modules(tree, folder).Concat(Environments(tree, folder)))
            .FirstOrDefault();
    }

    /// <summary>Where the user stood, and every folder above up to the root: tools look there for what they need.</summary>
    private static IEnumerable<string> Folders(JobTree tree)
    {
        for (var at = tree.WorkDir; at is not null; at = Path.GetDirectoryName(at))
        {
            yield return at;
            if (at == tree.Root)
            {
                yield break;
            }
        }
    }

    private static IEnumerable<string> Modules(JobTree tree, string folder)
    {
        var modules = Path.Combine(folder, "node_modules");
        if (!Directory.Exists(modules))
        {
            return [];
        }
        var top = Directory.EnumerateFileSystemEntries(modules).Take(MostLooked).ToList();
        return top.Where(static name => Path.GetFileName(name).StartsWith('@') && Directory.Exists(name))
            .SelectMany(static scope => Directory.EnumerateFileSystemEntries(scope).Take(MostLooked))
            .Concat(top)
            .Prepend(modules)
            .Where(path => LeadsOut(tree, path))
            .Select(path => Path.GetRelativePath(tree.Root, path));
    }

    /// <summary>Python's editable installs name the user's folder in a file.</summary>
    private static IEnumerable<string> Environments(JobTree tree, string folder) =>
        new[] { ".venv", "venv" }
            .Select(name => Path.Combine(folder, name))
            .Where(Directory.Exists)
            .SelectMany(venv =>
                LeadsOut(tree, venv)
                    ? [venv]
                    : new[] { "*.pth", "__editable__*", "*.egg-link" }
                        .SelectMany(pattern =>
                            Packages(venv).SelectMany(folder => Directory.EnumerateFiles(folder, pattern))
                        )
                        .Where(file => File.ReadAllText(file).Contains(tree.ProjectRoot, StringComparison.Ordinal))
            )
            .Select(path => Path.GetRelativePath(tree.Root, path));

    private static IEnumerable<string> Packages(string venv) =>
        Directory.Exists(Path.Combine(venv, "lib"))
            ? Directory
                .EnumerateDirectories(Path.Combine(venv, "lib"), "python*")
                .Select(static python => Path.Combine(python, "site-packages"))
                .Where(Directory.Exists)
            : [];

    private static bool LeadsOut(JobTree tree, string path) =>
        new FileInfo(path).LinkTarget is not null
        && RealPath.Of(path) is { } real
        && (real + "/").StartsWith(tree.ProjectRoot + "/", StringComparison.Ordinal)
        && !(real + "/").StartsWith(tree.Root + "/", StringComparison.Ordinal);
}
