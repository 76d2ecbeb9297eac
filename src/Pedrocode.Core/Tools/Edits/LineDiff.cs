using System.Runtime.InteropServices;

namespace Pedrocode.Core.Tools.Edits;

/// <summary>How many lines one text has that another has not: what <c>+84 −12</c> counts.</summary>
public static class LineDiff
{
    /// <summary>Beyond this many differing lines the order of lines no longer counts; the time stays linear.</summary>
    private const int LongestPath = 1_500;

    public static (int Added, int Removed) Count(string before, string after)
    {
        if (before == after)
        {
            return (0, 0);
        }
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        ReadOnlySpan<int> old = Numbered(before, numbers);
        ReadOnlySpan<int> @new = Numbered(after, numbers);
        var same = old.CommonPrefixLength(@new);
        old = old[same..];
        @new = @new[same..];
        while (!old.IsEmpty && !@new.IsEmpty && old[^1] == @new[^1])
        {
            old = old[..^1];
            @new = @new[..^1];
        }
        var path = PathLength(old, @new) ?? Unmatched(old, @new);
        // A path of d steps from old to new removes and adds; what it removes more than it adds is the difference in length.
        return ((path + @new.Length - old.Length) / 2, (path + old.Length - @new.Length) / 2);
    }

    private static int[] Numbered(string text, Dictionary<string, int> numbers)
    {
        var lines = TextLines.Of(text);
        var numbered = new int[lines.Count];
        for (var line = 0; line < lines.Count; line++)
        {
            var key = lines[line].Ending.Length == 0 ? lines[line].Text + "\0" : lines[line].Text;
            ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, key, out var known);
            number = known ? number : numbers.Count;
            numbered[line] = number;
        }
        return numbered;
    }

    /// <summary>The shortest way from one to the other in removed and added lines (Myers), or null where it is too long to look for.</summary>
    private static int? PathLength(ReadOnlySpan<int> old, ReadOnlySpan<int> @new)
    {
        var longest = Math.Min(old.Length + @new.Length, LongestPath);
        var furthest = new int[2 * longest + 3];
        var middle = longest + 1;
        for (var path = 0; path <= longest; path++)
        {
            for (var diagonal = -path; diagonal <= path; diagonal += 2)
            {
                var down =
                    diagonal == -path
                    || (diagonal != path && furthest[middle + diagonal - 1] < furthest[middle + diagonal + 1]);
                var x = down ? furthest[middle + diagonal + 1] : furthest[middle + diagonal - 1] + 1;
                var y = x - diagonal;
                if (x <= old.Length && y <= @new.Length && y >= 0)
                {
                    x += old[x..].CommonPrefixLength(@new[y..]);
                }
                furthest[middle + diagonal] = x;
                if (x >= old.Length && x - diagonal >= @new.Length)
                {
                    return path;
                }
            }
        }
        return null;
    }

    private static int Unmatched(ReadOnlySpan<int> old, ReadOnlySpan<int> @new)
    {
        var counts = new Dictionary<int, int>();
        foreach (var line in old)
        {
            counts[line] = counts.GetValueOrDefault(line) + 1;
        }
        var matched = 0;
        foreach (var line in @new)
        {
            if (counts.GetValueOrDefault(line) is > 0 and var left)
            {
                counts[line] = left - 1;
                matched++;
            }
        }
        return old.Length + @new.Length - 2 * matched;
    }
}
