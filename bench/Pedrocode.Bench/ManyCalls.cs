using System.Globalization;
using Pedrocode.Bench.Children;
using Pedrocode.FakeModel;

namespace Pedrocode.Bench;

/// <summary>
/// <c>many-calls [--calls N] [--binary PATH]</c>: one job of so many commands. Exit code 1 where processes stay behind it or its open files grow in
/// number.
/// </summary>
internal static class ManyCalls
{
    private const int CallsInAReply = 30;

    /// <summary>A sample may come amid a command with its pipes.</summary>
    private const int Slack = 8;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private const string Agent = """
        ---
        description: runs commands
        phases:
          - name: work
            rounds: 100000
            tools: [bash]
            goal: Run them.
        ---
        You run commands.
        """;

    public static async Task<int> RunAsync(string[] words)
    {
        var options = new ProgramOptions(words);
        var binary = options.Binary;
        var calls = options.Number("--calls", 10_000);
        using var place = new Workplace();
        place.MakeRepository();
        var agents = Directory.CreateDirectory(Path.Combine(place.Home, ".config", "pedrocode", "agent")).FullName;
        await File.WriteAllTextAsync(Path.Combine(agents, "runner.md"), Agent);
        var config = place.Write(
            "config.json",
            """{ "limits": { "max_inference_runs": 100000 }, "sandbox": { "mode": "off" }, "debug": { "keep_temp_files": true } }"""
        );
        var replies = 0;
        await using var server = await FakeModelServer.StartAsync(
            new ModelScript
            {
                Rules =
                [
                    new Rule
                    {
                        Answer = _ =>
                            Interlocked.Increment(ref replies) * CallsInAReply is var asked && asked <= calls
                                ? Commands(asked)
                                : FakeReply.Call("finish", """{"summary":"Done."}"""),
                    },
                ],
            }
        );
        var child = await place.StartAsync(
            binary,
            server.BaseUrl,
            "--config",
            config,
            "--allow",
            "all",
            "run",
            "--agent",
            "runner",
            "go"
        );
        var samples = new List<Sample>();
        while (!child.Ended.IsCompleted && child.Age < Limit)
        {
            if (Sample.Of(child.Pid) is { } sample)
            {
                samples.Add(sample);
            }
            await Task.Delay(Pause);
        }
        var end = await child.WaitAsync(Limit);
        if (end.Code != 0 || samples.Count < 8)
        {
            throw new NotMeasuredException($"it ended with {end.Code}: {await File.ReadAllTextAsync(place.Output)}");
        }
        var ran = File.ReadLines(place.Journal()!)
            .Count(static line => line.Contains("\"type\":\"tool_call_ended\",", StringComparison.Ordinal));
        var half = samples.Count / 2;
        var (first, second) = (
            samples[(half / 4)..half].Max(static one => one.Files),
            samples[half..].Max(static one => one.Files)
        );
        var zombies = samples.TakeLast(samples.Count / 4).Min(static one => one.Zombies);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                | calls | wall | zombies that stayed | open files, first half | second half | peak RSS |
                |---:|---:|---:|---:|---:|---:|
                | {ran} | {end.Wall.TotalSeconds:0} s | {zombies} | {first} | {second} | {samples.Max(static one =>
                    one.ResidentMegabytes
                ):0} MB |
                """
            )
        );
        return ran >= calls / CallsInAReply * CallsInAReply && zombies == 0 && second <= first + Slack ? 0 : 1;
    }

    private static FakeReply Commands(int asked) =>
        new()
        {
            Calls =
            [
                .. Enumerable
                    .Range(0, CallsInAReply)
                    .Select(i => new FakeCall("bash", $$"""{"command":"true # {{asked + i}}"}""")),
            ],
        };

    /// <param name="Files">Open descriptors.</param>
    /// <param name="Zombies">Children that have ended and were not waited for.</param>
    private sealed record Sample(int Files, int Zombies, double ResidentMegabytes)
    {
        public static Sample? Of(int pid)
        {
            try
            {
                var resident = File.ReadLines($"/proc/{pid}/status")
                    .First(static line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
                return new Sample(
                    Directory.GetFileSystemEntries($"/proc/{pid}/fd").Length,
                    Directory.EnumerateDirectories("/proc").Count(process => IsZombieOf(process, pid)),
                    double.Parse(
                        resident.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
                        CultureInfo.InvariantCulture
                    )
                        * 1024
                        / 1e6
                );
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
            {
                // It ended just now.
                return null;
            }
        }

        private static bool IsZombieOf(string process, int pid)
        {
            if (!char.IsAsciiDigit(Path.GetFileName(process)[0]))
            {
                return false;
            }
            try
            {
                var stat = File.ReadAllText(Path.Combine(process, "stat"));
                var rest = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                return rest[0] == "Z" && rest[1] == pid.ToString(CultureInfo.InvariantCulture);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }
    }
}
