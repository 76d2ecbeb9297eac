namespace Pedrocode.Cli.Doctor;

/// <param name="Advice">What to change, as a command; null where all is well.</param>
internal sealed record Finding(string What, FindingState State, string Says, string? Advice = null);

internal enum FindingState
{
    Good,

    /// <summary>It works, and could work better.</summary>
    Weak,
    Bad,
}
