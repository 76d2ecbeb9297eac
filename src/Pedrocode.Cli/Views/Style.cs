namespace Pedrocode.Cli.Views;

/// <summary>How text may look where it is shown.</summary>
/// <param name="Unicode">False: ASCII marks only.</param>
/// <param name="Width">Columns.</param>
internal sealed record Style(bool Colour, bool Unicode, int Width)
{
    /// <summary>The zone in which times are shown.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Local;

    /// <summary>The reader is at a shell: an action is typed as a verb, not with a slash.</summary>
    public bool InShell { get; init; }

    /// <summary>Nobody reads it on a screen: what a model wrote as Markdown stays Markdown.</summary>
    public bool Raw { get; init; }

    public static Style Plain { get; } = new(Colour: false, Unicode: true, 80);

    /// <summary>The mark, or what stands for it where only ASCII can be shown.</summary>
    public string Mark(string mark, string ascii) => Unicode ? mark : ascii;

    /// <summary>An action as the reader types it: <c>/resume 800</c> or <c>pedrocode resume 800</c>.</summary>
    public string Action(string action) => InShell ? $"pedrocode {action}" : $"/{action}";

    public string Bold(string text) => Sgr("1", text);

    public string Dim(string text) => Sgr("2", text);

    public string Red(string text) => Sgr("31", text);

    public string Green(string text) => Sgr("32", text);

    /// <summary>In the look of an SGR code, where colour is wanted.</summary>
    public string Sgr(string code, string text) => Colour ? $"\e[{code}m{text}\e[0m" : text;
}
