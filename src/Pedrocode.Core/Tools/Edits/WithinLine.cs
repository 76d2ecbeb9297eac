namespace Pedrocode.Core.Tools.Edits;

/// <summary>A replacement of a part of one line that stands in the file with other white space.</summary>
internal static class WithinLine
{
    /// <summary>Null where the text is more than a line, or stands in no line as whole words.</summary>
    public static EditResult? Replace(List<TextLine> file, string[] keys, string old, string @new)
    {
        var (wanted, written) = (old.Trim(), @new.Trim());
        if (wanted.Contains('\n') || written.Contains('\n'))
        {
            return null;
        }
        var key = LooseLine.KeyOf(wanted);
        var places = new List<(int Line, int At)>();
        for (var line = 0; line < keys.Length; line++)
        {
            places.AddRange(
                Occurrences.Of<char>(key, keys[line]).Where(at => IsWhole(keys[line], at, key)).Select(at => (line, at))
            );
        }
        if (places.Count == 0)
        {
            return null;
        }
        if (places.Count > 1)
        {
            var lines = string.Join(", ", places.Select(static place => place.Line + 1).Distinct().Take(10));
            return new EditRefused(
                $"old is found only with other white space, and that {places.Count} times (lines {lines}): send the whole lines, exactly."
            );
        }
        var (number, start) = places[0];
        var positions = new List<int>();
        var text = file[number].Text;
        _ = LooseLine.KeyOf(text, positions);
        var edited = text[..positions[start]] + written + text[(positions[start + key.Length - 1] + 1)..];
        return new Edited(
            TextLines.Join(
                [.. file[..number], file[number] with { Text = edited }, .. file[(number + 1)..]],
                TextLines.LineFeed
            ),
            number + 1,
            Places: 1,
            WhiteSpaceDiffered: true
        );
    }

    private static bool IsWhole(string line, int at, string key)
    {
        var end = at + key.Length;
        return !(at > 0 && LooseLine.IsWord(line[at - 1]) && LooseLine.IsWord(key[0]))
            && !(end < line.Length && LooseLine.IsWord(line[end]) && LooseLine.IsWord(key[^1]));
    }
}
