namespace Pedrocode.Core;

/// <summary>Something the user can put right now: one line of what and where, one of what to do next.</summary>
public class UserError(string message, string? next = null) : Exception(message)
{
    /// <summary>The command or change that helps, or null where the message says it all.</summary>
    public string? Next { get; } = next;
}
