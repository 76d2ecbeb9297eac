using System.Collections.Immutable;

namespace Pedrocode.Core.Models;

/// <summary>A whole reply of a model.</summary>
public sealed record ModelReply(string Text, ImmutableArray<ToolCall> Calls, FinishReason Finish)
{
    /// <summary>What the model thought, kept apart; null where none came.</summary>
    public string? Reasoning { get; init; }

    /// <summary>Null where the server reported none.</summary>
    public TokenUsage? Usage { get; init; }
}

/// <summary>Why the server stopped. <see cref="Length"/>: cut off, so no call of the reply may be executed.</summary>
public enum FinishReason
{
    Stop,
    ToolCalls,
    Length,
    ContentFilter,
    Unknown,
}

/// <summary>Tokens, as the server counted them. <paramref name="Cached"/>: how many of the prompt came from its cache.</summary>
public sealed record TokenUsage(int Prompt, int Completion, int Cached = 0)
{
    /// <summary>True where the server counted nothing and we did, by length.</summary>
    public bool? Estimated { get; init; }

    /// <summary>In the user's currency; null where no prices are configured.</summary>
    public double? Cost { get; init; }
}
