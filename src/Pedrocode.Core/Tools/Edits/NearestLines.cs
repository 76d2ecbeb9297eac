using System.Globalization;
using System.Text;

namespace Pedrocode.Core.Tools.Edits;

/// <summary>What of a file is most like lines that were not found in it, told so that the next try can copy it.</summary>
internal static class NearestLines
{
    private const int LinesShown = 10;
    private const int LongestLineShown = 160;
    private const int PlacesPerLine = 16;
    private const int LinesCompared = 400;

    /// <summary>Empty where nothing in the file is like them.</summary>
    public static string To(IReadOnlyList<string> wanted, IReadOnlyList<string> file)
    {
        var keys = wanted.Take(LinesCompared).Select(LooseLine.KeyOf).ToArray();
        var fileKeys = file.Select(LooseLine.KeyOf).ToArray();
        if (StartByWholeLines(keys, fileKeys) is { } start)
        {
            return Told(keys, fileKeys, wanted, file, start);
        }
        var longest = Array.IndexOf(keys, keys.MaxBy(static key => key.Length));
        return longest >= 0 && MostAlike(keys[longest], fileKeys) is { } alike
            ? Told(keys, fileKeys, wanted, file, alike - longest)
            : "";
    }

    public static string Numbered(IReadOnlyList<string> file, int first, int count)
    {
        var text = new StringBuilder();
        for (var line = Math.Max(0, first); line < Math.Min(file.Count, first + count); line++)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{line + 1}: {Cut(file[line])}");
        }
        return text.ToString();
    }

    private static string Told(
        string[] keys,
        string[] fileKeys,
        IReadOnlyList<string> wanted,
        IReadOnlyList<string> file,
        int start
    )
    {
        var differs = Array.FindIndex(
            [.. Enumerable.Range(0, keys.Length)],
            line => start + line < 0 || start + line >= file.Count || keys[line] != fileKeys[start + line]
        );
        var first = Math.Max(0, keys.Length > LinesShown ? start + differs - LinesShown / 2 : start);
        var text = $" Nearest in the file:{Numbered(file, first, Math.Min(LinesShown, keys.Length))}";
        return differs >= 0 && start + differs >= 0 && start + differs < file.Count
            ? $"{text}\nLine {start + differs + 1} is `{Cut(file[start + differs].Trim())}`, you sent `{Cut(wanted[differs].Trim())}`."
            : text;
    }

    /// <summary>Where the most lines would be right, counting a line the more the longer it is.</summary>
    private static int? StartByWholeLines(string[] keys, string[] fileKeys)
    {
        var places = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        foreach (var key in keys.Where(static key => key.Length > 0))
        {
            places.TryAdd(key, []);
        }
        for (var line = 0; line < fileKeys.Length; line++)
        {
            if (places.TryGetValue(fileKeys[line], out var lines) && lines.Count < PlacesPerLine)
            {
                lines.Add(line);
            }
        }
        var votes = new Dictionary<int, int>();
        for (var line = 0; line < keys.Length; line++)
        {
            foreach (var place in keys[line].Length == 0 ? [] : places[keys[line]])
            {
                votes[place - line] = votes.GetValueOrDefault(place - line) + Math.Min(keys[line].Length, 40);
            }
        }
        return votes.Count > 0 && votes.MaxBy(static vote => vote.Value) is { Value: > 2 } best ? best.Key : null;
    }

    private static int? MostAlike(string key, string[] fileKeys)
    {
        if (key.Length < 3)
        {
            return null;
        }
        var pairs = new HashSet<int>(PairsOf(key));
        var alike = fileKeys.Select(line => Likeness(pairs, line)).ToArray();
        var best = alike.Length == 0 ? -1 : Array.IndexOf(alike, alike.Max());
        return best >= 0 && alike[best] >= 0.5 ? best : null;
    }

    // Dice's coefficient over pairs of characters.
    private static double Likeness(HashSet<int> pairs, string line)
    {
        var own = new HashSet<int>(PairsOf(line));
        var common = own.Count(pairs.Contains);
        return own.Count == 0 ? 0 : 2.0 * common / (own.Count + pairs.Count);
    }

    private static IEnumerable<int> PairsOf(string text)
    {
        for (var at = 1; at < Math.Min(text.Length, 2_000); at++)
        {
            yield return (char.ToLowerInvariant(text[at - 1]) << 16) | char.ToLowerInvariant(text[at]);
        }
    }

    private static string Cut(string line) => line.Length <= LongestLineShown ? line : line[..LongestLineShown] + "…";
}
