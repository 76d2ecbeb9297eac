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

    /// <summary>The profile of the user's settings that says where the model is reached; null: their section <c>model</c>.</summary>
    public string? ModelProfile { get; init; }

    /// <summary>The text of the agent's file, where it is not a built-in one: the job keeps to it whatever becomes of the file.</summary>
    public string? Recipe { get; init; }

    /// <summary>Files the model reads with the task.</summary>
    public ImmutableArray<AttachedFile> Attached { get; init; } = [];
}
