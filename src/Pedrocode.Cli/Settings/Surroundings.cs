using Pedrocode.Core;

namespace Pedrocode.Cli.Settings;

/// <summary>What a process finds itself in: the user's home, the directory it was started in, its variables.</summary>
internal sealed record Surroundings(string Home, string WorkDir, Func<string, string?> Variables)
{
    public static Surroundings OfThisProcess() =>
        new(
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
            CurrentDirectory(),
            Environment.GetEnvironmentVariable
        );

    /// <summary>The value of a variable; null where it is not set or empty, which people use alike.</summary>
    public string? Variable(string name) => Variables(name) is { Length: > 0 } value ? value : null;

    /// <summary>A folder of the XDG specification: its variable where that names an absolute path, else below the home.</summary>
    public string XdgFolder(string variable, string belowHome) =>
        Variable(variable) is { } path && Path.IsPathRooted(path) ? path : Path.Combine(Home, belowHome);

    public string Expand(string path) =>
        path.StartsWith("~/", StringComparison.Ordinal) ? Path.Combine(Home, path[2..]) : path;

    /// <summary>The path as people write it.</summary>
    public string Brief(string path) =>
        Home.Length > 1 && path.StartsWith(Home + '/', StringComparison.Ordinal) ? $"~{path[Home.Length..]}" : path;

    private static string CurrentDirectory()
    {
        try
        {
            return Environment.CurrentDirectory;
        }
        catch (IOException)
        {
            throw new UserError("the directory you are in does not exist any more", "cd to one that does");
        }
    }
}
