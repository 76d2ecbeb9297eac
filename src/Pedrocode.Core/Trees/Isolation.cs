namespace Pedrocode.Core.Trees;

/// <summary>Where a job works.</summary>
public enum Isolation
{
    /// <summary>In the user's own files, one writing job at a time.</summary>
    None,

    /// <summary>In a tree of its own, begun from the user's files as they stand.</summary>
    Tree,
}
