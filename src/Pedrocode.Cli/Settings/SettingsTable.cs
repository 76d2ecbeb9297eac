namespace Pedrocode.Cli.Settings;

/// <summary>The table of keys in docs/configuration.md.</summary>
internal static class SettingsTable
{
    public static string Markdown() =>
        string.Concat(
            SettingKeys
                .All.Select(key =>
                    $"| `{key.Name}` | {key.Allowed} | {key.Shown(new PedroSettings())} | {InProject(key)} | {key.Meaning} |\n"
                )
                .Append(
                    $"| `{ProfileKey.SectionName}.NAME.KEY` | as `model.KEY` | not set | ignored | [Another model](#profiles), by a name of yours. |\n"
                )
                .Prepend("|---|---|---|---|---|\n")
                .Prepend("| key | allowed | default | in a project's file | what it does |\n")
        );

    private static string InProject(SettingKey key) =>
        key.ProjectMay switch
        {
            ProjectMay.Count => "counts",
            ProjectMay.Lower => "counts where lower",
            ProjectMay.Narrow => "adds its rules",
            ProjectMay.CountWhenTrusted => "ignored: folder not trusted",
            ProjectMay.NotCount => "ignored",
            var other => throw new InvalidOperationException($"no words for {other}"),
        };
}
