using System.Collections.Immutable;

namespace Pedrocode.Core.Models;

/// <summary>One request to a model server. The same job's next request only appends to <see cref="Messages"/>.</summary>
public sealed record ModelRequest
{
    public required string Model { get; init; }

    /// <summary>Fixed for the whole job: local servers reuse their cache only for an equal prefix.</summary>
    public required ImmutableArray<ToolDefinition> Tools { get; init; }

    public required ImmutableArray<ChatMessage> Messages { get; init; }

    /// <summary>The server takes no tools: they are told in the prompt, and calls and their results are text.</summary>
    public bool DescribesTools { get; init; }

    /// <summary>Where the reply is to end; null: where the model ends it.</summary>
    public string? StopsAt { get; init; }

    /// <summary>Null: the server's default.</summary>
    public double? Temperature { get; init; }

    /// <summary>Tokens the model may see at once, for a server that is told with each request. Null: its own default.</summary>
    public int? ContextSize { get; init; }

    /// <summary>The slot of the server that holds this job's cache; null: any.</summary>
    public int? Slot { get; init; }
}
