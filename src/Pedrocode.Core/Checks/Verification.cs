namespace Pedrocode.Core.Checks;

/// <summary>What the project's own checks say of a job's result.</summary>
/// <param name="Why">What stands beside the word: <c>failed before: make test</c>; null where there is nothing to say.</param>
public sealed record Verification(Verified Kind, string? Why = null)
{
    public const string Unchanged = "nothing changed";

    /// <summary>How many of the user's files are others than those the checks saw; null for none.</summary>
    public int? Moved { get; init; }

    public override string ToString() =>
        Kind switch
        {
            Verified.Yes => $"verified{(Why is null ? "" : $" ({Why})")}{Since}",
            Verified.No => Why is null ? "unverified" : $"unverified ({Why})",
            _ => $"check failed: {Why}",
        };

    private string Since =>
        Moved is not { } moved ? "" : $" on its base; {Plural.Of(moved, "file")} of yours changed since";
}

public enum Verified
{
    /// <summary>Every check passed after the last edit.</summary>
    Yes,

    /// <summary>Nothing was proved, in either direction.</summary>
    No,

    Failed,
}
