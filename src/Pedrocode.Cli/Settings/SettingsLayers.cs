namespace Pedrocode.Cli.Settings;

/// <summary>Which value counts, of those that stand in files, variables and on the command line.</summary>
internal static class SettingsLayers
{
    /// <summary>Why a value of a folder without the user's yes has no effect.</summary>
    public const string Untrusted = "project file, folder not trusted";

    /// <param name="assignments">The lowest layer first.</param>
    /// <param name="trusted">The file of the project whose content the user said yes to; null: none.</param>
    public static SettingsReading Merge(IEnumerable<Assignment> assignments, Surroundings here, string? trusted = null)
    {
        var all = assignments.ToList();
        var profiles = all.Where(static one => one.Source is not SettingSource.File { Place.Owner: PlaceOwner.Project })
            .Select(static one => (one.Key as ProfileKey)?.Profile)
            .OfType<string>()
            .ToHashSet(StringComparer.Ordinal);
        var reading = all.Aggregate(
            new SettingsReading(new PedroSettings()),
            (reading, assignment) =>
                WhyIgnored(assignment, reading.Settings, trusted) is { } why
                    ? reading.Without(assignment, why)
                    : With(reading, assignment, profiles)
        );
        return ModelProfiles.Resolve(WithApiKey(WithoutStrangersKey(reading), here), here);
    }

    /// <summary>The name of a profile chooses it, and leaves the model's own name as it is below.</summary>
    private static SettingsReading With(SettingsReading below, Assignment assignment, HashSet<string> profiles)
    {
        var reading = below.With(assignment);
        return
            assignment is { Key: var key, Value: SettingValue.Text(var name) }
            && key == ModelKeys.Name
            && profiles.Contains(name)
            ? reading with
            {
                Settings = below.Settings with { Profile = name },
            }
            : reading;
    }

    private static string? WhyIgnored(Assignment assignment, PedroSettings below, string? trusted)
    {
        if (assignment.Source is not SettingSource.File { Place: { Owner: PlaceOwner.Project } place })
        {
            return null;
        }
        return assignment.Key.ProjectMay switch
        {
            ProjectMay.Count or ProjectMay.Narrow => null,
            ProjectMay.Lower => assignment.Key.Lowers(below, assignment.Value)
                ? null
                : $"project file, may only lower {assignment.Key.Shown(below)}",
            ProjectMay.CountWhenTrusted => place.Path == trusted ? null : Untrusted,
            ProjectMay.NotCount => "project file",
            var other => throw new InvalidOperationException($"no rule for {other}"),
        };
    }

    /// <summary>A key that a file names belongs to the server of that file, not to the one a variable puts in its place.</summary>
    private static SettingsReading WithoutStrangersKey(SettingsReading reading)
    {
        var server = reading.Effective.GetValueOrDefault(ModelKeys.ServerUrl, []);
        var key = reading.Effective.GetValueOrDefault(ModelKeys.ApiKeyEnv, []);
        if (server is not [{ Source: SettingSource.Variable(var variable) }] || key is not [var assignment])
        {
            return reading;
        }
        var settings = reading.Settings;
        return reading.Without(assignment, $"{variable} names another server") with
        {
            Settings = settings with { Model = settings.Model with { ApiKeyVariable = null } },
            Effective = reading.Effective.Remove(ModelKeys.ApiKeyEnv),
        };
    }

    private static SettingsReading WithApiKey(SettingsReading reading, Surroundings here)
    {
        var model = reading.Settings.Model;
        var variable = here.Variable(SettingsVariables.ApiKey) is not null
            ? SettingsVariables.ApiKey
            : model.ApiKeyVariable;
        var key = variable is null ? null : here.Variable(variable);
        return reading with
        {
            Settings = reading.Settings with { Model = model with { ApiKey = key is null ? null : new Secret(key) } },
            ApiKeySource = variable,
        };
    }
}
