namespace Pedrocode.Core.Permissions;

/// <summary>What the gate says of a call.</summary>
public abstract record Verdict
{
    private Verdict() { }

    public sealed record Allowed : Verdict;

    /// <param name="Subject">The full literal of what would be done.</param>
    /// <param name="Rule">The rule that would allow it: what "always" adds.</param>
    public sealed record Asks(string Subject, string Why, string Rule) : Verdict;

    public sealed record Denied(string Why) : Verdict;
}
