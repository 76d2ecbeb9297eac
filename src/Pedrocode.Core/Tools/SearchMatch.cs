using System.Text;

namespace Pedrocode.Core.Tools;

/// <param name="Path">Relative to the directory that was searched.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">Where in the line's text the first match begins, from 0.</param>
/// <param name="Text">The line.</param>
internal sealed record SearchMatch(string Path, int Line, int Column, string Text)
{
    /// <summary>From <c>git grep -z -n --column</c>: path NUL line NUL column NUL text LF. A cut last record is left out.</summary>
    public static List<SearchMatch> Read(ReadOnlySpan<byte> output)
    {
        var matches = new List<SearchMatch>();
        while (
            Next(ref output, 0) is { } path
            && Next(ref output, 0) is { } line
            && Next(ref output, 0) is { } column
            && output.IndexOf((byte)'\n') is >= 0 and var end
        )
        {
            var text = output[..end];
            output = output[(end + 1)..];
            var before = Math.Clamp(int.Parse(column) - 1, 0, text.Length);
            matches.Add(
                new SearchMatch(path, int.Parse(line), TextOf(text[..before]).Length, TextOf(text).TrimEnd('\r'))
            );
        }
        return matches;
    }

    private static string? Next(ref ReadOnlySpan<byte> output, byte end)
    {
        var length = output.IndexOf(end);
        if (length < 0)
        {
            return null;
        }
        var text = Encoding.UTF8.GetString(output[..length]);
        output = output[(length + 1)..];
        return text;
    }

    private static string TextOf(ReadOnlySpan<byte> bytes) =>
        FileText.Read(bytes)?.Text ?? Encoding.Latin1.GetString(bytes);
}
