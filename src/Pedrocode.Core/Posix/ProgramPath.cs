namespace Pedrocode.Core.Posix;

/// <summary>Finds programs as a shell does, but never by an empty or relative entry of PATH.</summary>
public static class ProgramPath
{
    /// <summary>The absolute path of the program that <paramref name="name"/> means, or null.</summary>
    public static string? Find(string name, string? path) =>
        Folders(path).Select(folder => Path.Combine(folder, name)).FirstOrDefault(IsProgram);

    /// <summary>
    /// The PATH without what is inside one of <paramref name="roots"/>, links resolved: what a project brings along is not the system's.
    /// </summary>
    public static string Outside(string[] roots, string? path) =>
        string.Join(
            ':',
            Folders(path)
                .Where(folder =>
                    RealPath.Of(folder) is var real && !roots.Any(root => RealPath.IsWithin(root, real ?? folder))
                )
        );

    public static bool IsProgram(string path) => File.Exists(path) && Libc.Access(path, Libc.AccessExecute) == 0;

    private static IEnumerable<string> Folders(string? path) => (path ?? "").Split(':').Where(Path.IsPathRooted);
}
