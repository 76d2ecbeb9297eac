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

/// <summary>Matches as the model reads them: by file, each line as <c>12:text</c>, capped.</summary>
internal static class SearchMatches
{
    private const int MostLines = 100;
    private const int MostCharacters = 10_000;
    private const int LongestLine = 300;
    private const int MostFilesNamed = 20;

    public static string Told(IReadOnlyList<SearchMatch> matches, bool isCut)
    {
        var text = new StringBuilder();
        var shown = 0;
        var file = "";
        foreach (var match in matches.TakeWhile(_ => shown < MostLines && text.Length < MostCharacters))
        {
            if (match.Path != file)
            {
                file = match.Path;
                text.Append(shown == 0 ? "" : "\n").Append(VisibleText.CleanLine(file)).Append('\n');
            }
            text.Append(match.Line).Append(':').Append(Cut(match)).Append('\n');
            shown++;
        }
        var rest = matches.Skip(shown).ToArray();
        return rest.Length == 0 && !isCut ? text.ToString().TrimEnd('\n') : $"{text}\n[{Rest(rest, isCut)}]";
    }

    private static string Rest(SearchMatch[] rest, bool isCut)
    {
        var files = rest.GroupBy(static match => match.Path).ToArray();
        var named = files
            .Take(MostFilesNamed)
            .Select(static file => $"{VisibleText.CleanLine(file.Key)} {file.Count()}");
        return $"{rest.Length}{(isCut ? " and more" : "")} matches not shown: narrow pattern, path or glob. In: {string.Join(", ", named)}{(files.Length > MostFilesNamed ? ", …" : "")}";
    }

    private static string Cut(SearchMatch match)
    {
        if (match.Text.Length <= LongestLine)
        {
            return match.Text;
        }
        var start = Math.Min(Math.Max(0, match.Column - LongestLine / 4), match.Text.Length - LongestLine);
        var cut = match.Text.Substring(start, LongestLine);
        return $"{(start > 0 ? "…" : "")}{cut}…[line of {match.Text.Length} characters]";
    }
}
