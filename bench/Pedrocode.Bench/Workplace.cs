using System.Text.Json;
using Pedrocode.Bench.Children;

namespace Pedrocode.Bench;

/// <summary>Fresh directories for one run, outside any repository, and an environment that knows nothing else.</summary>
internal sealed class Workplace : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("pedrocode-bench-").FullName;

    /// <summary>All of it.</summary>
    public string Root => root;

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

    public string At(string name) => Path.Combine(root, name);

    public string Write(string name, string text)
    {
        var path = At(name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <param name="state">Another state directory than its own.</param>
    public IReadOnlyDictionary<string, string> Environment(Uri server, string? state = null) =>
        new Dictionary<string, string>
        {
            ["PATH"] = System.Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin",
            ["HOME"] = Home,
            ["LANG"] = "C.UTF-8",
            ["TERM"] = "xterm-256color",
            ["PEDROCODE_HOME"] = state ?? State,
            ["PEDROCODE_BASE_URL"] = server.ToString(),
            ["PEDROCODE_MODEL"] = "fake-model",
        };

    /// <summary>Starts the program in the project.</summary>
    public Task<Child> StartAsync(string binary, Uri server, params string[] words) =>
        Child.StartAsync(
            new ChildStart(binary, words)
            {
                WorkDir = WorkDir,
                Environment = Environment(server),
                Output = Output,
            }
        );

    /// <summary>Makes the project a repository with one empty commit.</summary>
    public void MakeRepository()
    {
        Git.Run(WorkDir, "init", "-q");
        Git.Run(WorkDir, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "--allow-empty", "-m", "base");
    }

    /// <summary>The journal of the only job; null where there is none.</summary>
    public string? Journal()
    {
        var jobs = Path.Combine(State, "jobs");
        return Directory.Exists(jobs)
            ? Directory
                .GetDirectories(jobs, "job-*")
                .Select(static job => Path.Combine(job, "journal.jsonl"))
                .FirstOrDefault(File.Exists)
            : null;
    }

    /// <summary>The status of the only job, as it was last summed up; null where there is none.</summary>
    public string? Status()
    {
        if (Journal() is not { } journal)
        {
            return null;
        }
        var summary = Path.Combine(Path.GetDirectoryName(journal)!, "job.json");
        if (!File.Exists(summary))
        {
            return "unknown";
        }
        using var json = JsonDocument.Parse(File.ReadAllText(summary));
        return json.RootElement.GetProperty("status").GetString();
    }

    /// <summary>How many files of the result are others than those of a job that nothing disturbed.</summary>
    public int Differing(IReadOnlyDictionary<string, string> undisturbed)
    {
        var files = Result();
        return undisturbed.Count(file => files.GetValueOrDefault(file.Key) != file.Value)
            + files.Keys.Count(name => !undisturbed.ContainsKey(name));
    }

    /// <summary>The only job's result: in the user's files once it has landed, else in its tree.</summary>
    public Dictionary<string, string> Result()
    {
        var tree = Journal() is { } journal ? Path.Combine(Path.GetDirectoryName(journal)!, "tree") : WorkDir;
        var folder = Directory.Exists(tree) && !File.Exists(Path.Combine(WorkDir, "a.txt")) ? tree : WorkDir;
        return Directory
            .GetFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => (Name: Path.GetRelativePath(folder, file), File: file))
            .Where(static file => !file.Name.StartsWith(".git", StringComparison.Ordinal))
            .ToDictionary(static file => file.Name, static file => File.ReadAllText(file.File));
    }

    public void Dispose() => Directory.Delete(root, recursive: true);
}
