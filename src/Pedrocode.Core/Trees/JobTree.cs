namespace Pedrocode.Core.Trees;

/// <summary>
/// The files a job works on. For now the user's own directory, in place; later a repository of the job's own
/// (the seam: everything that touches files asks this type where they are).
/// </summary>
/// <param name="Root">Absolute, links resolved: the repository's root, or the working directory outside git.</param>
/// <param name="WorkDir">Absolute, links resolved: where the user stood; equal to or below <paramref name="Root"/>. Relative paths start here.</param>
/// <param name="InGit">Whether <paramref name="Root"/> is the root of a git work tree.</param>
public sealed record JobTree(string Root, string WorkDir, bool InGit);
