using System.Collections.Immutable;

namespace Pedrocode.Core.Models.Rescue;

/// <summary>What a model's raw text says once reasoning and tool calls are taken out of it.</summary>
/// <param name="Content">What the user may see: no reasoning, no call markup, no control tokens.</param>
/// <param name="Reasoning">Kept apart; empty where there was none.</param>
/// <param name="Calls">Only calls of known tools, whole, meant and not quoted; none at all where the text breaks off in a call.</param>
public sealed record RescuedReply(string Content, string Reasoning, ImmutableArray<RescuedCall> Calls)
{
    /// <summary>The text breaks off inside a call: nothing of it may be executed, and the model should be told.</summary>
    public bool IsCutOff { get; init; }

    /// <summary>A call was marked as one but could not be read.</summary>
    public bool HasUnreadableCall { get; init; }

    /// <summary>Names that were called, clearly marked as calls, but are no tools.</summary>
    public ImmutableArray<string> UnknownTools { get; init; } = [];
}

/// <param name="Name">The tool's own name.</param>
/// <param name="Arguments">A JSON object; its values are as the model gave them, not yet made to fit the schema.</param>
public sealed record RescuedCall(string Name, string Arguments);
