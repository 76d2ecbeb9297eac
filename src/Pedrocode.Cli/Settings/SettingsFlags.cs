using System.Collections.Immutable;

namespace Pedrocode.Cli.Settings;

/// <summary>What the command line says about settings.</summary>
internal sealed record SettingsFlags
{
    public static readonly SettingsFlags None = new();

    /// <summary><c>--config FILE</c>: read instead of the user's files.</summary>
    public string? Config { get; init; }

    /// <summary><c>--model NAME</c>.</summary>
    public string? Model { get; init; }

    /// <summary><c>--allow RULE</c>, as often as it was given.</summary>
    public ImmutableArray<string> Allow { get; init; } = [];

    /// <summary><c>--debug</c>.</summary>
    public bool Debug { get; init; }

    public IEnumerable<Assignment> Assignments()
    {
        if (Model is not null)
        {
            yield return new(ModelKeys.Name, new SettingValue.Text(Model), new SettingSource.CommandLine("--model"));
        }
        if (!Allow.IsEmpty)
        {
            var rules = new SettingValue.List([.. Allow.Select(rule => new SettingValue.Text(rule))]);
            yield return new(SettingKeys.Allow, rules, new SettingSource.CommandLine("--allow"));
        }
        if (Debug)
        {
            yield return new(SettingKeys.Debug, new SettingValue.Flag(true), new SettingSource.CommandLine("--debug"));
        }
    }
}
