using Pedrocode.Core;

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
        IEnumerable<string> candidates = name.Contains('.')
            ? [.. Siblings(name), .. known]
            : [.. SettingKeys.Sections, .. known];
        return NearestName.Of(name, candidates) is { } nearest
            ? $"unknown key {Plain(name)}; did you mean {nearest}?"
            : $"unknown key {Plain(name)}; known are {string.Join(", ", Siblings(name))}";
    }

    /// <summary>The keys of the section; the sections themselves where there is no such section.</summary>
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
        return quoted == $"\"{name}\"" && !name.Contains(' ') ? name : quoted;
    }
}
