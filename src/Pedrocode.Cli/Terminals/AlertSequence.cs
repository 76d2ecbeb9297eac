namespace Pedrocode.Cli.Terminals;

/// <summary>The bell, and a desktop notification in the words the terminal has for it.</summary>
internal static class AlertSequence
{
    private const string Bell = "\a";

    public static string Of(string text, DesktopNotice notice)
    {
        var said = SafeText.Line(text, colour: false);
        return notice switch
        {
            DesktopNotice.Osc9 => $"\e]9;{said}\e\\{Bell}",
            DesktopNotice.Osc777 => $"\e]777;notify;pedrocode;{said}\e\\{Bell}",
            _ => Bell,
        };
    }
}
