using Pedrocode.Core.Posix;
using Pedrocode.Core.Trees;

namespace Pedrocode.Core.Tools;

/// <summary>A place in the job's tree, existing or not, with every link resolved as it is now.</summary>
/// <param name="Full">Absolute.</param>
/// <param name="Relative">To the tree's root, with <c>/</c>; empty for the root.</param>
/// <param name="Shown">As the model names it: relative to the working directory, <c>.</c> for that itself.</param>
internal sealed record TreePath(string Full, string Relative, string Shown)
{
    /// <summary>The tree's root.</summary>
    public string Root => Relative.Length == 0 ? Full : Full[..^(Relative.Length + 1)];

    public BytePath Below => BytePath.Of(Relative);

    /// <summary>Throws <see cref="CallFault"/> for what leads out of the tree or into git's own files. Nothing is expanded.</summary>
    public static TreePath Of(JobTree tree, string path)
    {
        var asked = path.Trim();
        if (asked.Length == 0)
        {
            throw CallFault.Failed("The path is empty.");
        }
        if (asked.Contains('\0') || asked.Contains("://", StringComparison.Ordinal))
        {
            throw CallFault.Refused($"{asked} is not a path in the project.");
        }
        var full = Absolute(tree, asked);
        if (tree.Foreign is { } foreign && foreign.IsBound(Path.GetRelativePath(tree.Root, full)))
        {
            return Bound(tree, asked, Path.GetRelativePath(tree.Root, full));
        }
        var real = Resolve(full);
        if (!RealPath.IsWithin(tree.Root, real))
        {
            throw CallFault.Refused($"{asked} is outside the project: only files in it can be used.");
        }
        var found = At(tree, real);
        if (IsGitsOwn(found.Relative) || IsGitsOwn(Path.GetRelativePath(tree.Root, full)))
        {
            throw CallFault.Refused($"{asked} belongs to git: use git commands.");
        }
        if (asked[0] is '~' or '$' && !Path.Exists(real))
        {
            throw CallFault.Refused($"{asked}: ~ and $ are not expanded. Send a path in the project.");
        }
        if (asked.Contains('\\') && !Path.Exists(real))
        {
            throw CallFault.Failed($"{asked} is not there. Write paths with /.");
        }
        return found;
    }

    /// <summary>As <see cref="Of"/>, for what is to be written: throws for what is there to be read only.</summary>
    public static TreePath ToWrite(JobTree tree, string path)
    {
        var found = Of(tree, path);
        return tree.Foreign?.WhyForeign(found.Relative) is { } why
            ? throw CallFault.Refused($"{found.Shown} {why}: it can be read, not changed. Change files of the project.")
            : found;
    }

    /// <summary>In a folder that commands see at its place in the project, and that is the user's own.</summary>
    private static TreePath Bound(JobTree tree, string asked, string relative)
    {
        var real = Resolve(Path.Combine(tree.ProjectRoot, relative));
        return
            RealPath.IsWithin(tree.ProjectRoot, real)
            && tree.Foreign!.IsBound(Path.GetRelativePath(tree.ProjectRoot, real))
            ? new TreePath(
                real,
                Path.GetRelativePath(tree.ProjectRoot, real),
                Path.GetRelativePath(tree.ProjectWorkDir, real)
            )
            : throw CallFault.Refused($"{asked} is outside the project: only files in it can be used.");
    }

    /// <summary>A resolved path below the root.</summary>
    public static TreePath At(JobTree tree, string real)
    {
        var relative = Path.GetRelativePath(tree.Root, real);
        return new TreePath(real, relative == "." ? "" : relative, Path.GetRelativePath(tree.WorkDir, real));
    }

    private static string Absolute(JobTree tree, string asked)
    {
        var full = ProjectNames.ToTree(tree, Path.GetFullPath(asked, tree.WorkDir));
        // A name with odd characters was shown with marks in their place.
        if (VisibleText.HoldsMark(asked) && !Path.Exists(full))
        {
            var meant = ProjectNames.ToTree(tree, Path.GetFullPath(VisibleText.Unmark(asked), tree.WorkDir));
            full = Path.Exists(meant) ? meant : full;
        }
        return full.Length > 1 ? full.TrimEnd('/') : full;
    }

    private static bool IsGitsOwn(string relative) =>
        relative.Split('/').Any(static part => part.Equals(".git", StringComparison.OrdinalIgnoreCase));

    /// <summary>Without links, also where the last parts do not exist yet.</summary>
    private static string Resolve(string full)
    {
        var missing = "";
        for (var at = full; ; at = Path.GetDirectoryName(at) ?? "/")
        {
            if (RealPath.Of(at) is { } real)
            {
                return missing.Length == 0 ? real : Path.Join(real, missing);
            }
            if (FileIdentity.OfPath(at) is { IsLink: true })
            {
                throw CallFault.Refused($"{at} is a link to something that is not there.");
            }
            missing = missing.Length == 0 ? Path.GetFileName(at) : $"{Path.GetFileName(at)}/{missing}";
        }
    }
}
