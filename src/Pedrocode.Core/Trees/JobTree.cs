namespace Pedrocode.Core.Trees;

/// <summary>
/// The files a job works on, and the names under which the user knows them: everything that touches files asks this type
/// where they are, everything that shows a path asks it how to name it.
/// </summary>
/// <param name="Root">Absolute, links resolved: where the files are: the top of the job's tree.</param>
/// <param name="WorkDir">Absolute, links resolved: where commands run; equal to or below <paramref name="Root"/>. Relative paths start here.</param>
/// <param name="InGit">Whether <paramref name="Root"/> is the root of a git work tree.</param>
public sealed record JobTree(string Root, string WorkDir, bool InGit)
{
    /// <summary>The user's project: the repository's root, or the working directory outside git. Equal to <see cref="Root"/> in place.</summary>
    public string ProjectRoot { get; init; } = Root;

    /// <summary>Where the user stood. Equal to <see cref="WorkDir"/> in place.</summary>
    public string ProjectWorkDir { get; init; } = WorkDir;

    /// <summary>The folder of git objects, none of which the tree's commands may write, that the tree's own repository borrows from; null in place.</summary>
    public string? BorrowedObjects => InGit ? Store?.Objects : null;

    /// <summary>What pedrocode keeps of the tree, where no command writes; null in place.</summary>
    public TreeStore? Store { get; init; }

    /// <summary>What stands in it, or is seen there by commands, and is not the job's own.</summary>
    public ForeignFolders? Foreign { get; init; }

    /// <summary>The project wherever it stands: what lies in one of them is its own and not the system's.</summary>
    public string[] Roots => IsInPlace ? [Root] : [Root, ProjectRoot];

    /// <summary>Whether the job works in the user's own files.</summary>
    public bool IsInPlace => Root == ProjectRoot;
}
