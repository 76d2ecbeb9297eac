using System.Text;

namespace Pedrocode.Core.Tools;

/// <summary>Matches as the model reads them: by file, each line as <c>12:text</c>, capped.</summary>
internal static class SearchMatches
{
    private const int MostLines = 100;
    private const int MostCharacters = 10_000;
    private const int LongestLine = 300;
    private const int MostFilesNamed = 20;

    /// <summary>The text, and whether it holds every match whole.</summary>
    public static (string Text, bool IsWhole) Told(IReadOnlyList<SearchMatch> matches, bool isCut)
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
        return rest.Length == 0 && !isCut
            ? (text.ToString().TrimEnd('\n'), matches.All(static match => match.Text.Length <= LongestLine))
            : ($"{text}\n[{Rest(rest, isCut)}]", false);
    }

    /// <summary>Every match, one a line.</summary>
    public static string Whole(IEnumerable<SearchMatch> matches) =>
        string.Join(
            '\n',
            matches.Select(static match => $"{VisibleText.CleanLine(match.Path)}:{match.Line}:{match.Text}")
        );

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
