namespace Pedrocode.Cli.Terminals;

/// <summary>The sequence that raises a desktop notification.</summary>
public enum DesktopNotice
{
    None,
    Osc9,
    Osc777,
}

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

    /// <summary>Nothing is redrawn and no escape is sent: no terminal, a dumb one, no UTF-8, or the user's wish.</summary>
    public required bool Plain { get; init; }

    public required ColourDepth Colours { get; init; }

    /// <summary>Without it marks are ASCII and notices are sentences: the locale has no UTF-8, or the user's wish.</summary>
    public required bool Unicode { get; init; }

    /// <summary>Whether rows are broken anew when the width changes. Most terminals do it.</summary>
    public bool Reflows { get; init; } = true;

    public DesktopNotice Notice { get; init; }

    public static TerminalTraits Of(TerminalOptions options) =>
        Of(options, Tty.IsTty(Tty.Input), Tty.IsTty(Tty.Output));

    internal static TerminalTraits Of(TerminalOptions options, bool inputIsTty, bool outputIsTty)
    {
        var term = options.Variable("TERM");
        var unicode = !options.Plain && SpeaksUtf8(options.Variable);
        var plain = !unicode || !inputIsTty || !outputIsTty || term is null or "" or "dumb" or "unknown";
        return new TerminalTraits
        {
            InputIsTty = inputIsTty,
            OutputIsTty = outputIsTty,
            Plain = plain,
            Colours = plain ? ColourDepth.None : ColoursOf(term!, options.Variable),
            Unicode = unicode,
            Reflows = DoesReflow(term ?? "", options.Variable),
            Notice = plain ? DesktopNotice.None : NoticeOf(term ?? "", options.Variable),
        };
    }

    private static bool DoesReflow(string term, Func<string, string?> variable) =>
        variable("TMUX") is { Length: > 0 }
        || !(
            term is "linux"
            || term.StartsWith("screen", StringComparison.Ordinal)
            || term.StartsWith("st-", StringComparison.Ordinal)
            || variable("XTERM_VERSION") is { Length: > 0 }
        );

    private static DesktopNotice NoticeOf(string term, Func<string, string?> variable) =>
        variable("TMUX") is { Length: > 0 } || variable("STY") is { Length: > 0 } ? DesktopNotice.None
        : variable("TERM_PROGRAM") is "iTerm.app" or "WezTerm" or "ghostty" ? DesktopNotice.Osc9
        : term is "xterm-kitty" or "xterm-ghostty" ? DesktopNotice.Osc9
        : variable("VTE_VERSION") is { Length: > 0 } ? DesktopNotice.Osc777
        : term.StartsWith("foot", StringComparison.Ordinal) || term.StartsWith("rxvt", StringComparison.Ordinal)
            ? DesktopNotice.Osc777
        : DesktopNotice.None;

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
