namespace Pedrocode.Core;

/// <summary>Something the user can put right now: one line of what and where, one of what to do next.</summary>
public class UserError(string message, string? next = null) : Exception(message)
{
    /// <summary>The command or change that helps, or null where the message says it all.</summary>
    public string? Next { get; } = next;
}

/// <summary>State cannot be written where it belongs, and trying again changes nothing before the user does: exit code 3.</summary>
public sealed class NotWritableError(string message, string next) : UserError(message, next);
