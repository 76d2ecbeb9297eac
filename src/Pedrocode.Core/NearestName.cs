namespace Pedrocode.Core;

/// <summary>The known name that a mistyped one was probably meant to be: for tools, actions, settings, properties.</summary>
public static class NearestName
{
    private const int LongestName = 100;

    /// <summary>The nearest of <paramref name="names"/>, or null where nothing is near. Case, <c>-</c>, <c>_</c> and prefixes as in <c>functions.x</c> do not count.</summary>
    public static string? Of(string given, IEnumerable<string> names)
    {
        var wanted = Plain(given);
        if (wanted.Length is 0 or > LongestName)
        {
            return null;
        }
        string? nearest = null;
        var best = int.MaxValue;
        foreach (var name in names)
        {
            var distance = Distance(wanted, Plain(name));
            if (distance < best)
            {
                (nearest, best) = (name, distance);
            }
        }
        return nearest;
    }

    /// <summary><see cref="int.MaxValue"/> where the two are not near at all.</summary>
    private static int Distance(string given, string name)
    {
        if (given == name)
        {
            return 0;
        }
        var shorter = Math.Min(given.Length, name.Length);
        if (shorter == 0 || name.Length > LongestName)
        {
            return int.MaxValue;
        }
        var edits = Edits(given, name);
        if (edits <= Math.Max(1, shorter / 3) && edits < shorter)
        {
            return edits;
        }
        // read for read_file, searchcode for search: one is the other and a word more.
        return
            shorter >= 3
            && (name.Contains(given, StringComparison.Ordinal) || given.Contains(name, StringComparison.Ordinal))
            ? LongestName + Math.Abs(given.Length - name.Length)
            : int.MaxValue;
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours.</summary>
    private static int Edits(string a, string b)
    {
        var before = new int[b.Length + 1];
        var previous = new int[b.Length + 1];
        var current = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            previous[j] = j;
        }
        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                current[j] = Math.Min(replaced, Math.Min(previous[j], current[j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    current[j] = Math.Min(current[j], before[j - 2] + 1);
                }
            }
            (before, previous, current) = (previous, current, before);
        }
        return previous[b.Length];
    }

    private static string Plain(string name)
    {
        var last = name[(name.LastIndexOf('.') + 1)..];
        return string.Concat((last.Length > 0 ? last : name).Where(char.IsLetterOrDigit)).ToLowerInvariant();
    }
}
