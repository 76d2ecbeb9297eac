namespace Pedrocode.Bench;

/// <summary>Fresh directories for one run, outside any repository, and an environment that knows nothing else.</summary>
internal sealed class Workplace : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("pedrocode-bench-").FullName;

    public Workplace()
    {
        _ = Directory.CreateDirectory(WorkDir);
        _ = Directory.CreateDirectory(Home);
    }

    /// <summary>Where all of them are made: <c>TMPDIR</c> chooses another disk.</summary>
    public static string Ground => Path.GetTempPath();

    public string WorkDir => Path.Combine(root, "work");

    public string Home => Path.Combine(root, "home");

    public string State => Path.Combine(root, "state");

    /// <summary>What was written to standard output and standard error.</summary>
    public string Output => Path.Combine(root, "output");

    public string Write(string name, string text)
    {
        var path = Path.Combine(root, name);
        File.WriteAllText(path, text);
        return path;
    }

    public IReadOnlyDictionary<string, string> Environment(Uri server) =>
        new Dictionary<string, string>
        {
            ["PATH"] = System.Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin",
            ["HOME"] = Home,
            ["LANG"] = "C.UTF-8",
            ["TERM"] = "xterm-256color",
            ["PEDROCODE_HOME"] = State,
            ["PEDROCODE_BASE_URL"] = server.ToString(),
            ["PEDROCODE_MODEL"] = "fake-model",
        };

    public void Dispose() => Directory.Delete(root, recursive: true);
}
