using System.Collections.Immutable;

namespace Pedrocode.Cli.Settings;

/// <summary>What the profiles stand for, once all layers are known.</summary>
internal static class ModelProfiles
{
    /// <summary>
    /// A profile that names a server stands for itself; any other is <c>model</c> with what it says instead. A server that a variable names
    /// comes before a profile chosen in a file.
    /// </summary>
    public static SettingsReading Resolve(SettingsReading reading, Surroundings here)
    {
        var profiles = reading
            .Effective.Keys.OfType<ProfileKey>()
            .GroupBy(static key => key.Profile, StringComparer.Ordinal)
            .ToImmutableSortedDictionary(
                static profile => profile.Key,
                profile => Resolved([.. profile], reading, here),
                StringComparer.Ordinal
            );
        var isReplaced = IsServerReplaced(reading) && Source(reading, ModelKeys.Name) is SettingSource.File;
        return reading with
        {
            Settings = reading.Settings with
            {
                Profiles = profiles,
                Profile = isReplaced ? null : reading.Settings.Profile,
            },
        };
    }

    private static ModelSettings Resolved(List<ProfileKey> keys, SettingsReading reading, Surroundings here)
    {
        var model = reading.Settings.Model;
        var hasServer = keys.Exists(static key => key.Inner == ModelKeys.Type || key.Inner == ModelKeys.ServerUrl);
        var own = keys.Aggregate(
            hasServer ? new ModelSettings() : model,
            (made, key) => key.On(made, reading.Effective[key][0].Value, reading.Effective[key][0].Source)
        );
        // The key for another server is no key for this one.
        return !hasServer && (IsServerReplaced(reading) || reading.ApiKeySource == SettingsVariables.ApiKey)
            ? own with
            {
                ApiKey = model.ApiKey,
                ApiKeyVariable = model.ApiKeyVariable,
            }
            : own with
            {
                ApiKey =
                    own.ApiKeyVariable is { } variable && here.Variable(variable) is { } key ? new Secret(key) : null,
            };
    }

    private static bool IsServerReplaced(SettingsReading reading) =>
        Source(reading, ModelKeys.ServerUrl) is SettingSource.Variable;

    private static SettingSource? Source(SettingsReading reading, SettingKey key) =>
        reading.Effective.TryGetValue(key, out var assignments) ? assignments[0].Source : null;
}
