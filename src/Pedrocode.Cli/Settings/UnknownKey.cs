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
            ? $"unknown key {SettingValue.Plain(name)}; did you mean {nearest}?"
            : $"unknown key {SettingValue.Plain(name)}; known are {string.Join(", ", Siblings(name))}";
    }

    /// <summary>The same, of a key that no profile has.</summary>
    public static string InProfile(string profile, string member)
    {
        var section = $"{ProfileKey.SectionName}.{SettingValue.Plain(profile)}";
        var members = ModelKeys.All.Select(static key => key.Member).ToList();
        return NearestName.Of(member, members) is { } nearest
            ? $"unknown key {SettingValue.Plain(member)} in {section}; did you mean {nearest}?"
            : $"unknown key {SettingValue.Plain(member)} in {section}; known are {string.Join(", ", members)}";
    }

    /// <summary>The keys of the section; the sections themselves where there is no such section.</summary>
    private static IEnumerable<string> Siblings(string name)
    {
        var siblings = SettingKeys
            .All.Where(key => name.StartsWith(key.Section + '.', StringComparison.Ordinal))
            .ToList();
        return siblings.Count > 0 ? siblings.Select(key => key.Name) : SettingKeys.Sections;
    }
}
