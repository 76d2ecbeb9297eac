namespace Pedrocode.Cli.Settings;

/// <summary>What to say of a key that does not exist: which one was probably meant.</summary>
internal static class UnknownKey
{
    public static string Message(string name)
    {
        var known = SettingKeys.All.Select(key => key.Name).ToList();
        if (known.Contains(name))
        {
            var (section, member) = (name[..name.IndexOf('.')], name[(name.IndexOf('.') + 1)..]);
            return $"{name}: a dotted key is written as \"{section}\": {{ \"{member}\": … }}";
        }
        var candidates = name.Contains('.') ? known : [.. SettingKeys.Sections, .. known];
        return Nearest(name, candidates) is { } nearest
            ? $"unknown key {Plain(name)}; did you mean {nearest}?"
            : $"unknown key {Plain(name)}; known are {string.Join(", ", Siblings(name))}";
    }

    /// <summary>The candidate that needs the fewest changes, if these are few; else one that goes on from the name or ends as it does.</summary>
    private static string? Nearest(string name, IReadOnlyList<string> candidates)
    {
        var nearest = candidates.MinBy(candidate => Changes(name, candidate))!;
        var member = name[(name.IndexOf('.') + 1)..];
        return Changes(name, nearest) <= Math.Max(2, name.Length / 4)
            ? nearest
            : candidates.FirstOrDefault(candidate =>
                candidate.StartsWith(name + '_', StringComparison.Ordinal)
                || candidate.EndsWith('.' + member, StringComparison.Ordinal)
            );
    }

    private static IEnumerable<string> Siblings(string name)
    {
        var siblings = SettingKeys
            .All.Where(key => name.StartsWith(key.Section + '.', StringComparison.Ordinal))
            .ToList();
        return siblings.Count > 0 ? siblings.Select(key => key.Name) : SettingKeys.Sections;
    }

    private static string Plain(string name)
    {
        var quoted = SettingValue.Quote(name);
        return quoted.Length == name.Length + 2 && !name.Contains(' ') ? name : quoted;
    }

    /// <summary>Letters added, dropped or replaced (Levenshtein's distance).</summary>
    private static int Changes(string from, string to)
    {
        const int longEnough = 64;
        if (from.Length > longEnough)
        {
            return int.MaxValue;
        }
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[^1];
    }
}
