namespace Pedrocode.Core.Tools;

/// <summary>The existing path that a wrong one was probably meant to be.</summary>
internal static class NearestPath
{
    private const int MostNames = 5_000;

    /// <summary>As the model would name it; null where there is none, or files change so fast that none can be named.</summary>
    public static async Task<string?> ToAsync(TreePath missing, ToolContext context, CancellationToken stop)
    {
        try
        {
            return await FindAsync(missing, context, stop);
        }
        catch (Exception e) when (e is CallFault or IOException or UnauthorizedAccessException)
        {
            // That the file is not there is what counts.
            return null;
        }
    }

    private static async Task<string?> FindAsync(TreePath missing, ToolContext context, CancellationToken stop)
    {
        var name = Path.GetFileName(missing.Full);
        if (InSameDirectory(missing, name) is { } near)
        {
            return Shown(Path.Combine(Path.GetDirectoryName(missing.Full)!, near), context);
        }
        var files = await GitFiles.Below(context.Tree.Root, context).ListAsync([Glob.AnywhereNamed(name)], stop);
        return files.Names.Count > 0 ? Shown(Path.Combine(context.Tree.Root, files.Names[0]), context) : null;
    }

    public static string? InSameDirectory(TreePath missing, string name)
    {
        var parent = Path.GetDirectoryName(missing.Full)!;
        if (!Directory.Exists(parent))
        {
            return null;
        }
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var there in Directory.EnumerateFileSystemEntries(parent).Take(MostNames).Select(Path.GetFileName))
        {
            // NearestName leaves out what stands before the last dot: a prefix for it, here the name itself.
            names.TryAdd(there!.Replace('.', '_'), there);
        }
        names.Remove(".git");
        return NearestName.Of(name.Replace('.', '_'), names.Keys) is { } nearest ? names[nearest] : null;
    }

    private static string Shown(string full, ToolContext context) => TreePath.At(context.Tree, full).Shown;
}
