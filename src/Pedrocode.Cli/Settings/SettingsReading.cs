using System.Collections.Immutable;

namespace Pedrocode.Cli.Settings;

/// <summary>The settings, and for each value where it came from.</summary>
internal sealed record SettingsReading(PedroSettings Settings)
{
    /// <summary>What each key's value is made of; a key that is missing has its default.</summary>
    public ImmutableDictionary<SettingKey, ImmutableArray<Assignment>> Effective { get; init; } =
        ImmutableDictionary<SettingKey, ImmutableArray<Assignment>>.Empty;

    public ImmutableArray<IgnoredSetting> Ignored { get; init; } = [];

    /// <summary>Where settings were looked for, the lowest layer first.</summary>
    public ImmutableArray<SettingsPlace> Places { get; init; } = [];

    /// <summary>The variable the server's key came from, or would have come from.</summary>
    public string? ApiKeySource { get; init; }

    public SettingsReading With(Assignment assignment)
    {
        var key = assignment.Key;
        return this with
        {
            Settings = key.Set(Settings, assignment.Value, assignment.Source),
            Effective = Effective.SetItem(
                key,
                key.AddsUp && Effective.TryGetValue(key, out var before) ? [.. before, assignment] : [assignment]
            ),
        };
    }

    public SettingsReading Without(Assignment assignment, string why) =>
        this with
        {
            Ignored = Ignored.Add(new IgnoredSetting(assignment, why)),
        };
}

/// <param name="Why">In brackets after <c>ignored</c>: <c>project file</c>.</param>
internal sealed record IgnoredSetting(Assignment Assignment, string Why);
