namespace Pedrocode.Cli.Settings;

/// <summary>The lines of <c>config show</c>: each value with where it came from, then what was ignored and why.</summary>
internal static class SettingsListing
{
    public static IReadOnlyList<string> Lines(SettingsReading reading)
    {
        List<(string Key, string Value, string Source)> rows =
        [
            .. SettingKeys.All.SelectMany(key => Rows(key, reading)),
            ApiKey(reading),
            .. Profiles(reading),
        ];
        var ignored = reading.Ignored.Select(entry =>
            $"{entry.Assignment.Source}: {entry.Assignment.Key.Name}: ignored ({entry.Why})"
        );
        return [.. Table(rows), .. reading.Ignored.IsEmpty ? [] : ignored.Prepend("")];
    }

    private static IEnumerable<(string, string, string)> Rows(SettingKey key, SettingsReading reading)
    {
        if (!reading.Effective.TryGetValue(key, out var assignments))
        {
            return [(key.Name, key.Shown(reading.Settings), "default")];
        }
        return key.AddsUp
            ? assignments.Select((one, index) => (index == 0 ? key.Name : "", Shown(one), one.Source.ToString()!))
            : [(key.Name, key.Shown(reading.Settings), assignments[0].Source.ToString()!)];
    }

    /// <summary>What the profiles say themselves, and whether the keys they name are there.</summary>
    private static IEnumerable<(string, string, string)> Profiles(SettingsReading reading) =>
        reading
            .Effective.Keys.OfType<ProfileKey>()
            .OrderBy(static key => key.Profile, StringComparer.Ordinal)
            .ThenBy(static key => ModelKeys.All.ToList().IndexOf(key.Inner))
            .SelectMany(key =>
                key.Inner == ModelKeys.ApiKeyEnv ? [.. Rows(key, reading), ApiKey(key, reading)] : Rows(key, reading)
            );

    private static (string, string, string) ApiKey(ProfileKey profile, SettingsReading reading)
    {
        var model = reading.Settings.Profiles[profile.Profile];
        return (
            "API key",
            model.ApiKey?.ToString() ?? SettingKey.NotSet,
            model.ApiKey is null ? $"{model.ApiKeyVariable} is not set" : model.ApiKeyVariable!
        );
    }

    private static string Shown(Assignment one) =>
        one.Key.Shown(one.Key.Set(new PedroSettings(), one.Value, one.Source));

    private static (string, string, string) ApiKey(SettingsReading reading) =>
        (reading.Settings.Model.ApiKey, reading.ApiKeySource) switch
        {
            (null, null) => ("API key", SettingKey.NotSet, "default"),
            (null, var variable) => ("API key", SettingKey.NotSet, $"{variable} is not set"),
            (var key, var variable) => ("API key", key.ToString(), variable!),
        };

    private static IEnumerable<string> Table(IReadOnlyList<(string Key, string Value, string Source)> rows)
    {
        const int wide = 40;
        var keys = rows.Max(row => row.Key.Length);
        var values = Math.Min(wide, rows.Max(row => row.Value.Length));
        return rows.Select(row => $"{row.Key.PadRight(keys)}  {row.Value.PadRight(values)}  {row.Source}");
    }
}
