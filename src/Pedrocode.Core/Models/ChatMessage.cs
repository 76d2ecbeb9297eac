using System.Collections.Immutable;

namespace Pedrocode.Core.Models;

/// <summary>One message of a conversation, as every wire can say it.</summary>
public abstract record ChatMessage;

public sealed record SystemMessage(string Text) : ChatMessage;

public sealed record UserMessage(string Text) : ChatMessage;

/// <param name="Text">What the model said beside its calls; may be empty.</param>
/// <param name="Reasoning">What it thought, kept apart, never executed; null where none came.</param>
public sealed record AssistantMessage(string Text, ImmutableArray<ToolCall> Calls, string? Reasoning = null)
    : ChatMessage;

/// <summary>What came of the call <paramref name="CallId"/>.</summary>
public sealed record ToolMessage(string CallId, string Tool, string Text) : ChatMessage;

/// <param name="Id">Unique in the conversation; made by us where the server sent none or a repeated one.</param>
/// <param name="Arguments">The model's own text, as it came: meant to be a JSON object.</param>
public sealed record ToolCall(string Id, string Name, string Arguments);

/// <param name="Parameters">The JSON schema of the arguments, as text, in the property order that is sent.</param>
public sealed record ToolDefinition(string Name, string Description, string Parameters);
