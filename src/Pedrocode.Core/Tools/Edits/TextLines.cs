using System.Text;

namespace Pedrocode.Core.Tools.Edits;

/// <param name="Ending">As in the file: LF, CRLF, or empty for a last line without one.</param>
internal readonly record struct TextLine(string Text, string Ending);

/// <summary>A text as lines, each with the ending it has in the file. A lone carriage return is a character like others.</summary>
internal static class TextLines
{
    public const string LineFeed = "\n";
    public const string Windows = "\r\n";

    public static List<TextLine> Of(string text)
    {
        var lines = new List<TextLine>();
        for (var start = 0; start < text.Length; )
        {
            var end = text.IndexOf('\n', start);
            if (end < 0)
            {
                lines.Add(new TextLine(text[start..], ""));
                break;
            }
            lines.Add(
                end > start && text[end - 1] == '\r'
                    ? new TextLine(text[start..(end - 1)], Windows)
                    : new TextLine(text[start..end], LineFeed)
            );
            start = end + 1;
        }
        return lines;
    }

    public static string WithLineFeeds(string text) =>
        text.Contains('\r') ? text.Replace(Windows, LineFeed, StringComparison.Ordinal) : text;

    public static string WithEnding(string text, string ending) =>
        ending == LineFeed ? text : text.Replace(LineFeed, ending, StringComparison.Ordinal);

    /// <summary>How the first line of the text ends; LF where it has one line or none.</summary>
    public static string FirstEnding(string text) =>
        text.IndexOf('\n', StringComparison.Ordinal) is > 0 and var at && text[at - 1] == '\r' ? Windows : LineFeed;

    public static string Join(IEnumerable<TextLine> lines, string ending)
    {
        var text = new StringBuilder();
        var open = false;
        foreach (var line in lines)
        {
            if (open)
            {
                text.Append(ending);
            }
            text.Append(line.Text).Append(line.Ending);
            open = line.Ending.Length == 0;
        }
        return text.ToString();
    }

    /// <summary>The edited text, with a final line break where the text had one before, and without where it had none.</summary>
    public static string KeepFinalBreak(string before, string after)
    {
        if (before.Length == 0 || after.Length == 0 || before.EndsWith('\n') == after.EndsWith('\n'))
        {
            return after;
        }
        if (before.EndsWith('\n'))
        {
            return after + (before.EndsWith(Windows, StringComparison.Ordinal) ? Windows : LineFeed);
        }
        return after.EndsWith(Windows, StringComparison.Ordinal) ? after[..^2] : after[..^1];
    }

    public static int NumberAt(string text, int offset) => text.AsSpan(0, offset).Count('\n') + 1;
}
