namespace Pedrocode.Core.Sandboxes;

/// <summary>What a command can reach.</summary>
public enum Reach
{
    /// <summary>Its tree, caches and a /tmp of its own; no network. What it did can be undone, and it may be run again.</summary>
    Tree,

    /// <summary>That and the network.</summary>
    Network,

    /// <summary>All that the user can: it is not contained.</summary>
    Everything,
}
