namespace Pedrocode.Bench;

/// <summary>Finds the pedrocode that is measured.</summary>
internal static class Binary
{
    private const string Published = "artifacts/aot/pedrocode";

    private const string Publish =
        "dotnet publish src/Pedrocode.Cli -c Release -r linux-x64 -p:PublishAot=true -o artifacts/aot";

    /// <summary>Its full path. Throws <see cref="UsageException"/>.</summary>
    public static string Find(string? given)
    {
        if (given is not null)
        {
            var path = Path.GetFullPath(given);
            return File.Exists(path) ? path : throw new UsageException($"no such binary: {path}");
        }
        var published = Path.Combine(Repository(), Published);
        return File.Exists(published)
            ? published
            : throw new UsageException($"no {published}; make it with\n  {Publish}\nor name another with --binary");
    }

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "pedrocode.slnx")))
        {
            folder = folder.Parent;
        }
        return folder?.FullName ?? Directory.GetCurrentDirectory();
    }
}
