namespace Pedrocode.Cli.Settings;

/// <summary>A file that may hold settings, whether it exists or not.</summary>
internal sealed record SettingsPlace(string Path, PlaceOwner Owner, Surroundings Here)
{
    public string Shown => Here.Brief(Path);

    /// <summary>The path that a file of settings means by <paramref name="path"/>: a relative one starts beside that file.</summary>
    public string Resolve(string path) =>
        System.IO.Path.GetFullPath(Here.Expand(path), System.IO.Path.GetDirectoryName(Path)!);

    /// <summary>All of them, the lowest layer first.</summary>
    public static IReadOnlyList<SettingsPlace> All(Surroundings here, string? configFlag)
    {
        var dotFile = System.IO.Path.Combine(here.Home, ProjectFile);
        IEnumerable<SettingsPlace> user = configFlag is null
            ?
            [
                Of(System.IO.Path.Combine(here.XdgFolder("XDG_CONFIG_HOME", ".config"), "pedrocode", "config.json")),
                Of(dotFile),
            ]
            : [new(System.IO.Path.GetFullPath(here.Expand(configFlag), here.WorkDir), PlaceOwner.CommandLine, here)];

        var project = ProjectFolders(here.WorkDir)
            .AsEnumerable()
            .Reverse()
            .Select(folder => System.IO.Path.Combine(folder, ProjectFile))
            .Where(path => path != dotFile)
            .Select(path => new SettingsPlace(path, PlaceOwner.Project, here));
        return [.. user, .. project];

        SettingsPlace Of(string path) => new(path, PlaceOwner.User, here);
    }

    public const string ProjectFile = ".pedrocli.json";

    /// <summary>From the working directory up to the root of its repository; outside one, the working directory alone.</summary>
    private static List<string> ProjectFolders(string workDir)
    {
        var folders = new List<string>();
        for (var folder = workDir; folder is not null; folder = System.IO.Path.GetDirectoryName(folder))
        {
            folders.Add(folder);
            if (System.IO.Path.Exists(System.IO.Path.Combine(folder, ".git")))
            {
                return folders;
            }
        }
        return [workDir];
    }
}

internal enum PlaceOwner
{
    User,

    /// <summary>The user's too, named by <c>--config</c> instead of the usual ones.</summary>
    CommandLine,

    Project,
}
