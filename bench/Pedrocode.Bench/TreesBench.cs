using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Pedrocode.Bench.Children;
using Pedrocode.FakeModel;

namespace Pedrocode.Bench;

/// <summary>
/// <c>trees [--runs N] [--files N] [--binary PATH]</c>: how long a job's tree takes, beside a plain <c>git clone --shared</c> with checkout and a plain
/// <c>git status</c> of the same run; and what it takes on disk.
/// </summary>
internal static class TreesBench
{
    private const int Rounds = 20;
    private const int Slow = 1500;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    public static async Task<int> RunAsync(string[] words)
    {
        var options = new ProgramOptions(words);
        var binary = options.Binary;
        var runs = options.Number("--runs", 5);
        foreach (var files in options.Number("--files", 0) is > 0 and var only ? [only] : (int[])[500, 50_000])
        {
            await MeasureAsync(binary, files, runs);
        }
        return 0;
    }

    private static async Task MeasureAsync(string binary, int files, int runs)
    {
        using var place = new Workplace();
        Make(place, files);
        Directory.CreateDirectory(Path.Combine(place.Home, ".config", "pedrocode"));
        var figures = new Dictionary<string, List<double>>();
        void Add(string name, double value)
        {
            if (!figures.TryGetValue(name, out var list))
            {
                figures[name] = list = [];
            }
            list.Add(value);
        }
        for (var run = 0; run <= runs; run++)
        {
            var plain = Time(() =>
            {
                Git(place, "clone", "-q", "--shared", "--no-checkout", place.WorkDir, place.At("clone"));
                Git(place, "-C", place.At("clone"), "checkout", "-q");
            });
            Directory.Delete(place.At("clone"), recursive: true);
            var status = Time(() => Git(place, "status", "--short"));
            Configure(place, keep: false);
            _ = await JobAsync(binary, place, TimeSpan.Zero, "true");
            var reused = await JobAsync(binary, place, TimeSpan.Zero, "true");
            if (Directory.Exists(Path.Combine(place.State, "trees")))
            {
                Directory.Delete(Path.Combine(place.State, "trees"), recursive: true);
            }
            Configure(place, keep: true);
            var quick = await JobAsync(binary, place, TimeSpan.Zero, "true");
            var writing = await JobAsync(
                binary,
                place,
                TimeSpan.FromMilliseconds(files > 5000 ? Slow : 0),
                "date +%N > d0/f0.txt"
            );
            if (run == 0)
            {
                continue;
            }
            Add("git clone --shared + checkout", plain);
            Add("git status", status);
            Add("first request", quick.FirstRequest);
            Add("tree ready", quick.TreeReady);
            Add("tree ready ÷ clone", quick.TreeReady / plain);
            Add("tree ready, reused", reused.TreeReady);
            Add("round, command true", quick.Round);
            Add("round, command true, − git status", quick.Round - status);
            Add(
                files > 5000 ? $"round, command writes, model takes {Slow} ms" : "round, command writes",
                writing.Round
            );
        }
        Console.WriteLine($"\n| {files:N0} files | median | least | most |\n|---|---:|---:|---:|");
        foreach (var (name, values) in figures)
        {
            var digits = name.Contains('÷') ? "0.00" : "0.0";
            Console.WriteLine(
                $"| {name} | {values.Median().ToString(digits, CultureInfo.InvariantCulture)} | {values.Min().ToString(digits, CultureInfo.InvariantCulture)} | {values.Max().ToString(digits, CultureInfo.InvariantCulture)} |"
            );
        }
        Console.WriteLine(Sizes(place));
    }

    private static async Task<JobTimes> JobAsync(string binary, Workplace place, TimeSpan thinking, string command)
    {
        long first = 0;
        await using var server = await FakeModelServer.StartAsync(
            new ModelScript
            {
                Rules =
                [
                    new Rule
                    {
                        Answer = chat =>
                        {
                            _ = Interlocked.CompareExchange(ref first, Stopwatch.GetTimestamp(), 0);
                            Thread.Sleep(thinking);
                            return chat.Rounds >= (thinking > TimeSpan.Zero ? 5 : Rounds)
                                ? FakeReply.Call("finish", """{"summary":"Done."}""")
                                : FakeReply.Call("bash", $$"""{"command":"{{command}} # {{chat.Rounds}}"}""");
                        },
                    },
                ],
            }
        );
        var before = Stopwatch.GetTimestamp();
        var child = await Child.StartAsync(
            new ChildStart(binary, ["--allow", "all", "run", "--json", "--agent", "quick", $"go {Guid.NewGuid()}"])
            {
                WorkDir = place.WorkDir,
                Environment = place.Environment(server.BaseUrl),
                Output = place.Output,
            }
        );
        var end = await child.WaitAsync(Limit);
        if (end.Code != 0)
        {
            throw new NotMeasuredException($"the job ended with {end.Code}: {File.ReadAllText(place.Output)}");
        }
        // The first round waits for the tree.
        var gaps = server.Timings.All.Select(static timing => timing.GapMs).OfType<double>().Skip(1).ToList();
        return new JobTimes(
            Stopwatch.GetElapsedTime(before, first).TotalMilliseconds,
            TreeReady(place.Output),
            gaps.Median()
        );
    }

    /// <summary>Where it is kept the tree is there to be weighed; where it is not, the next job may take it.</summary>
    private static void Configure(Workplace place, bool keep) =>
        place.Write(
            "home/.config/pedrocode/config.json",
            $$"""{ "debug": { "keep_temp_files": {{(keep ? "true" : "false")}} }, "sandbox": { "mode": "off" } }"""
        );

    private static double TreeReady(string journal)
    {
        var line = File.ReadLines(journal)
            .Last(static line => line.Contains("\"tree_ready\"", StringComparison.Ordinal));
        using var json = JsonDocument.Parse(line);
        return json.RootElement.GetProperty("event").GetProperty("milliseconds").GetDouble();
    }

    private static string Sizes(Workplace place)
    {
        var job = Directory
            .GetDirectories(Path.Combine(place.State, "jobs"), "job-*")
            .Order(StringComparer.Ordinal)
            .First();
        var content = Disk(place.WorkDir) - Disk(Path.Combine(place.WorkDir, ".git"));
        var tree = Disk(Path.Combine(job, "tree")) - Disk(Path.Combine(job, "tree", ".git"));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| MB on disk | files {content / 1024.0:0.0} | tree {tree / 1024.0:0.0} | its .git and store {Disk(job) / 1024.0 - tree / 1024.0:0.0} |"
        );
    }

    /// <summary>Kilobytes.</summary>
    private static long Disk(string path)
    {
        var start = new ProcessStartInfo("du", ["-sk", path])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var du = Process.Start(start)!;
        var output = du.StandardOutput.ReadToEnd();
        du.WaitForExit();
        return long.Parse(output.Split('\t')[0], CultureInfo.InvariantCulture);
    }

    private static void Make(Workplace place, int files)
    {
        for (var file = 0; file < files; file++)
        {
            var path = Path.Combine(place.WorkDir, $"d{file / 100}", $"f{file % 100}.txt");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, string.Concat(Enumerable.Repeat($"line {file}\n", 100)));
        }
        Git(place, "init", "-q", "-b", "main");
        Git(place, "add", "-A");
        Git(place, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "base");
        Git(place, "repack", "-adq", "--window=0");
        // The user's own edits: the base is a commit of its own.
        File.AppendAllText(Path.Combine(place.WorkDir, "d1", "f1.txt"), "mine\n");
        File.WriteAllText(Path.Combine(place.WorkDir, "new.txt"), "mine\n");
    }

    private static void Git(Workplace place, params string[] words)
    {
        var start = new ProcessStartInfo("git", ["-C", place.WorkDir, .. words])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var git = Process.Start(start)!;
        _ = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        if (git.ExitCode != 0)
        {
            throw new NotMeasuredException($"git {string.Join(' ', words)} ended with {git.ExitCode}");
        }
    }

    private static double Time(Action act)
    {
        var watch = Stopwatch.StartNew();
        act();
        return watch.Elapsed.TotalMilliseconds;
    }

    private sealed record JobTimes(double FirstRequest, double TreeReady, double Round);
}
