namespace Pedrocode.Core.Posix;

/// <summary>Finds programs as a shell does, but never by an empty or relative entry of PATH.</summary>
public static class ProgramPath
{
    /// <summary>
    /// The absolute path of the program that <paramref name="name"/> means, or null.
    /// Entries of <paramref name="path"/> inside <paramref name="outside"/> are left out: what a project brings along is not the system's.
    /// </summary>
    public static string? Find(string name, string? path, string? outside = null) =>
        (path ?? "")
            .Split(':')
            .Where(Path.IsPathRooted)
            .Where(folder => outside is null || !RealPath.IsWithin(outside, RealPath.Of(folder) ?? folder))
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(IsProgram);

    public static bool IsProgram(string path) => File.Exists(path) && Libc.Access(path, Libc.AccessExecute) == 0;
}
