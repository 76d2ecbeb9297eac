namespace Pedrocode.Core.Checks;

/// <summary>What the project's own checks say of a job's result.</summary>
/// <param name="Why">What stands beside the word: <c>failed before: make test</c>; null where there is nothing to say.</param>
public sealed record Verification(Verified Kind, string? Why = null)
{
    public const string Unchanged = "nothing changed";

    public override string ToString() =>
        Kind switch
        {
            Verified.Yes => Why is null ? "verified" : $"verified ({Why})",
            Verified.No => Why is null ? "unverified" : $"unverified ({Why})",
            _ => $"check failed: {Why}",
        };
}

public enum Verified
{
    /// <summary>Every check passed after the last edit.</summary>
    Yes,

    /// <summary>Nothing was proved, in either direction.</summary>
    No,

    Failed,
}
