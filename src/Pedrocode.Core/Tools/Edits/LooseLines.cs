namespace Pedrocode.Core.Tools.Edits;

/// <summary>Lines of a file replaced by what a model wrote against the same lines with other white space.</summary>
internal static class LooseLines
{
    /// <param name="inFile">The lines as they are in the file.</param>
    /// <param name="old">The same lines as sent: as many, differing in white space only.</param>
    /// <param name="new">What is to be there. A line that stands in <paramref name="old"/> too comes out as it is in the file.</param>
    /// <returns>Null where the indentation of a new line would have to be guessed.</returns>
    public static List<TextLine>? Replace(List<TextLine> inFile, IReadOnlyList<string> old, IReadOnlyList<string> @new)
    {
        var shortest = Math.Min(old.Count, @new.Count);
        var first = 0;
        while (first < shortest && old[first] == @new[first])
        {
            first++;
        }
        var last = 0;
        while (last < shortest - first && old[^(last + 1)] == @new[^(last + 1)])
        {
            last++;
        }
        var written = Written(inFile, old, @new.Skip(first).Take(@new.Count - first - last).ToArray(), first);
        return written is null ? null : [.. inFile[..first], .. written, .. inFile[^last..]];
    }

    private static List<TextLine>? Written(
        List<TextLine> inFile,
        IReadOnlyList<string> old,
        IReadOnlyList<string> lines,
        int first
    )
    {
        var known = Known(inFile, old);
        var added = lines.Where(line => !LooseLine.IsBlank(line) && !known.ContainsKey(line));
        if (IndentRule.For(Pairs(inFile, old), [.. added.Select(LooseLine.IndentOf).Distinct()]) is not { } indent)
        {
            return null;
        }
        var written = new List<TextLine>();
        foreach (var line in lines)
        {
            var text =
                LooseLine.IsBlank(line) ? ""
                : known.TryGetValue(line, out var there) ? there
                : indent(LooseLine.IndentOf(line)) + line.TrimStart();
            written.Add(new TextLine(text, EndingAt(inFile, first + written.Count)));
        }
        return written;
    }

    /// <summary>The indentations of the lines that show one, as sent and as in the file.</summary>
    public static List<(string Sent, string InFile)> Pairs(List<TextLine> inFile, IReadOnlyList<string> old) =>
        [
            .. old.Zip(inFile, static (sent, line) => (Sent: sent, InFile: line.Text))
                .Where(static pair => !LooseLine.IsBlank(pair.Sent))
                .Select(static pair => (LooseLine.IndentOf(pair.Sent), LooseLine.IndentOf(pair.InFile))),
        ];

    /// <summary>Lines as sent that stand in one way only in the file.</summary>
    private static Dictionary<string, string> Known(List<TextLine> inFile, IReadOnlyList<string> old) =>
        old.Zip(inFile, static (sent, line) => (Sent: sent, InFile: line.Text))
            .GroupBy(static pair => pair.Sent, static pair => pair.InFile, StringComparer.Ordinal)
            .Where(static group => group.Distinct().Count() == 1)
            .ToDictionary(static group => group.Key, static group => group.First(), StringComparer.Ordinal);

    private static string EndingAt(List<TextLine> inFile, int line) =>
        inFile[Math.Min(line, inFile.Count - 1)].Ending is { Length: > 0 } ending ? ending
        : inFile.Count > 1 ? inFile[^2].Ending
        : TextLines.LineFeed;
}
