namespace Pedrocode.Cli.Terminals;

/// <summary>What the terminal is opened with.</summary>
public sealed record TerminalOptions
{
    /// <summary>The setting <c>output.plain</c>: no colour, no redrawing, ASCII marks.</summary>
    public bool Plain { get; init; }

    /// <summary>Where typed lines are kept (<c>typed.jsonl</c>), or null to forget them.</summary>
    public string? HistoryFile { get; init; }

    /// <summary>The environment.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;
}
