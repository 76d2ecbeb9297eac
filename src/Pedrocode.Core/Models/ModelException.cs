namespace Pedrocode.Core.Models;

/// <summary>The model server cannot or will not answer. The message is one line for the user: what, where, what to do.</summary>
public sealed class ModelException(ModelFault fault, string message, Exception? inner = null)
    : Exception(message, inner)
{
    public ModelFault Fault { get; } = fault;
}

public enum ModelFault
{
    /// <summary>Nobody answers at the address.</summary>
    Unreachable,

    /// <summary>The server refuses the request (a 4xx that is not retried).</summary>
    Refused,

    /// <summary>The server takes no tools for this model: they must be told in the prompt.</summary>
    NoTools,

    /// <summary>The request does not fit the model's context window.</summary>
    ContextOverflow,

    /// <summary>The server failed, stalled or broke off, and retries did not help.</summary>
    Failed,

    /// <summary>What came is not what the protocol allows (HTML, JSON without choices, a line without end).</summary>
    NotUnderstood,
}
