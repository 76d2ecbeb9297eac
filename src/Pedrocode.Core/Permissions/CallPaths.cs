using System.Collections.Immutable;
using System.Text.Json;
using Pedrocode.Core.Posix;
using Pedrocode.Core.Tools;
using Pedrocode.Core.Trees;

namespace Pedrocode.Core.Permissions;

/// <summary>The files a call names, as rules name them: relative to the root, however the model wrote them, and where links lead.</summary>
internal static class CallPaths
{
    public static ImmutableArray<string> Of(Tool tool, JsonElement arguments, JobTree tree) =>
        [.. Named(tool, arguments).SelectMany(path => Spellings(path, tree)).Distinct()];

    /// <summary>Those in the tree, where links lead; of a path that a tool would refuse there is none.</summary>
    public static ImmutableArray<string> InTree(Tool tool, JsonElement arguments, JobTree tree) =>
        [.. Named(tool, arguments).Select(path => Place(path, tree)).OfType<string>().Distinct()];

    private static string? Place(string path, JobTree tree)
    {
        try
        {
            return TreePath.Of(tree, path).Relative;
        }
        catch (CallFault)
        {
            return null;
        }
    }

    private static IEnumerable<string> Named(Tool tool, JsonElement arguments) =>
        tool is ApplyPatchTool ? ApplyPatchTool.PathsIn(arguments)
        : arguments.TryGetProperty("file", out var file) ? [file.GetString()!]
        : arguments.TryGetProperty("path", out var path) ? [path.GetString()!]
        : [];

    private static IEnumerable<string> Spellings(string path, JobTree tree)
    {
        if (path.Contains('\0'))
        {
            return [path];
        }
        var full = ProjectNames.ToTree(tree, Path.GetFullPath(path, tree.WorkDir));
        return RealPath.Of(full) is { } real ? [Relative(full, tree), Relative(real, tree)] : [Relative(full, tree)];
    }

    private static string Relative(string path, JobTree tree) =>
        RealPath.IsWithin(tree.Root, path) ? Path.GetRelativePath(tree.Root, path) : path;
}
