using System.Collections.Immutable;
using Pedrocode.Core.Sandboxes;
using Pedrocode.Core.Trees;

namespace Pedrocode.Core.Tools;

/// <summary>What a tool call may use: the job's tree, what the model has seen of it, and where long output goes.</summary>
public sealed record ToolContext
{
    public required JobTree Tree { get; init; }

    /// <summary>By path relative to the tree's root: SHA-256 of the content the model last read or wrote.</summary>
    public required IReadOnlyDictionary<string, string> Seen { get; init; }

    /// <summary>The job's output/ folder.</summary>
    public required string OutputFolder { get; init; }

    /// <summary>A file of the job's, there while a command runs that may make what it may not.</summary>
    public required string GuardNote { get; init; }

    /// <summary>What the job's commands carry in their environment, so that what they leave behind can be found.</summary>
    public required string Marker { get; init; }

    /// <summary>Whether a file, relative to the tree's root, is kept from the results of a search.</summary>
    public Func<Tool, string, bool> Hides { get; init; } = static (_, _) => false;

    /// <summary>Variables that no command gets: they hold the keys of model servers.</summary>
    public ImmutableArray<string> Withheld { get; init; } = [];

    /// <summary>What no output may hold.</summary>
    public KnownSecrets Secrets { get; init; } = KnownSecrets.None;

    /// <summary>What holds the commands.</summary>
    public Sandbox Sandbox { get; init; } = NoSandbox.Off;

    /// <summary>What a command may reach, where the sandbox holds it.</summary>
    public Reach Reach { get; init; } = Reach.Tree;

    /// <summary>Characters that a result may have, so that it takes no more than a fifth of the model's window.</summary>
    public int MostResult { get; init; } = int.MaxValue;

    /// <summary>Live output of a running command: shown to who watches, never stored.</summary>
    public Action<string> Live { get; init; } = static _ => { };
}
