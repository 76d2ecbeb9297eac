using Pedrocode.Cli.Settings;
using Pedrocode.Core;

namespace Pedrocode.Tests.Settings;

/// <summary>A user with a home of their own, standing in a repository below it.</summary>
internal sealed class UserAtHome : IDisposable
{
    private readonly Dictionary<string, string> _variables = [];

    public UserAtHome()
    {
        Home = Directory.CreateTempSubdirectory("pedrocode-settings-").FullName;
        Repository = Path.Combine(Home, "code");
        WorkDir = Repository;
        Directory.CreateDirectory(Path.Combine(Repository, ".git"));
    }

    public string Home { get; }

    public string Repository { get; }

    public string WorkDir { get; set; }

    public Surroundings Here => new(Home, WorkDir, name => _variables.GetValueOrDefault(name));

    public UserAtHome Sets(string variable, string value)
    {
        _variables[variable] = value;
        return this;
    }

    /// <param name="path">Relative to the home.</param>
    public UserAtHome Writes(string path, string text)
    {
        var file = Path.Combine(Home, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return this;
    }

    public UserAtHome WritesOwn(string text) => Writes(".pedrocli.json", text);

    public UserAtHome WritesProject(string text) => Writes("code/.pedrocli.json", text);

    public SettingsReading Reads(SettingsFlags? flags = null) => SettingsReader.Read(Here, flags ?? SettingsFlags.None);

    public string FailsToRead(SettingsFlags? flags = null) => Should.Throw<UserError>(() => Reads(flags)).Message;

    public void Dispose() => Directory.Delete(Home, recursive: true);
}
