namespace Pedrocode.Cli.Settings;

/// <summary>What the <c>PEDROCODE_*</c> variables say about settings.</summary>
internal static class SettingsVariables
{
    public const string ApiKey = "PEDROCODE_API_KEY";

    public static IEnumerable<Assignment> Assignments(Surroundings here)
    {
        if (here.Variable("PEDROCODE_BASE_URL") is { } url)
        {
            var source = new SettingSource.Variable("PEDROCODE_BASE_URL");
            yield return new(ModelKeys.Type, new SettingValue.Text("openai"), source);
            yield return new(ModelKeys.ServerUrl, new SettingValue.Text(url), source);
        }
        if (here.Variable("PEDROCODE_MODEL") is { } model)
        {
            yield return new(
                ModelKeys.Name,
                new SettingValue.Text(model),
                new SettingSource.Variable("PEDROCODE_MODEL")
            );
        }
    }
}
