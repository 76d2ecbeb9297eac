using System.Collections.Immutable;
using Pedrocode.Core.Agents;

namespace Pedrocode.Core.Jobs;

/// <summary>What a user asked for.</summary>
public sealed record JobRequest(string Agent, string Task)
{
    public Mode Mode { get; init; } = Mode.Background;

    /// <summary>Absolute: where the user stood.</summary>
    public required string WorkDir { get; init; }

    public required string Session { get; init; }

    public required string Model { get; init; }

    /// <summary>Files the model reads with the task.</summary>
    public ImmutableArray<AttachedFile> Attached { get; init; } = [];
}
