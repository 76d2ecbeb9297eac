namespace Pedrocode.Core.Permissions;

/// <summary>What the gate says of a call.</summary>
public abstract record Verdict
{
    private Verdict() { }

    /// <param name="Network">It may use the network too.</param>
    public sealed record Allowed(bool Network = false) : Verdict;

    /// <param name="Subject">The full literal of what would be done.</param>
    /// <param name="Rule">The rule that would allow it: what "always" adds.</param>
    public sealed record Asks(string Subject, string Why, string Rule) : Verdict
    {
        /// <summary>A yes gives it the network too.</summary>
        public bool Network { get; init; }
    }

    public sealed record Denied(string Why) : Verdict;
}
