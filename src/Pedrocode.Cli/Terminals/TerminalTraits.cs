namespace Pedrocode.Cli.Terminals;

public enum ColourDepth
{
    None,
    Sixteen,
    TwoHundredFiftySix,
}

/// <summary>What can be known about the terminal before a byte is sent to it.</summary>
public sealed record TerminalTraits
{
    public required bool InputIsTty { get; init; }

    public required bool OutputIsTty { get; init; }

    public bool Interactive => InputIsTty && OutputIsTty;

    /// <summary>Plain lines only: no terminal, a dumb one, or the user's wish.</summary>
    public required bool Plain { get; init; }

    public required ColourDepth Colours { get; init; }

    public required bool Unicode { get; init; }

    public static TerminalTraits Of(TerminalOptions options) =>
        Of(options, Tty.IsTty(Tty.Input), Tty.IsTty(Tty.Output));

    internal static TerminalTraits Of(TerminalOptions options, bool inputIsTty, bool outputIsTty)
    {
        var term = options.Variable("TERM");
        var plain = options.Plain || !inputIsTty || !outputIsTty || term is null or "" or "dumb" or "unknown";
        return new TerminalTraits
        {
            InputIsTty = inputIsTty,
            OutputIsTty = outputIsTty,
            Plain = plain,
            Colours = plain ? ColourDepth.None : ColoursOf(term!, options.Variable),
            Unicode = !options.Plain && SpeaksUtf8(options.Variable),
        };
    }

    private static ColourDepth ColoursOf(string term, Func<string, string?> variable) =>
        variable("NO_COLOR") is { Length: > 0 } ? ColourDepth.None
        : term.Contains("mono", StringComparison.Ordinal) || term is "vt100" or "vt102" or "vt220" ? ColourDepth.None
        : term.Contains("256", StringComparison.Ordinal) || variable("COLORTERM") is { Length: > 0 }
            ? ColourDepth.TwoHundredFiftySix
        : term is "alacritty" or "foot" or "xterm-kitty" or "xterm-ghostty" or "wezterm"
            ? ColourDepth.TwoHundredFiftySix
        : ColourDepth.Sixteen;

    private static bool SpeaksUtf8(Func<string, string?> variable)
    {
        // The first that is set decides, as in setlocale(3).
        var locale = new[] { "LC_ALL", "LC_CTYPE", "LANG" }.Select(variable).FirstOrDefault(v => v is { Length: > 0 });
        return locale is not null
            && (
                locale.Contains("UTF-8", StringComparison.OrdinalIgnoreCase)
                || locale.Contains("UTF8", StringComparison.OrdinalIgnoreCase)
            );
    }
}
