using System.Globalization;
using Pedrocode.Bench.Children;
using Pedrocode.Bench.Scenarios;

namespace Pedrocode.Bench;

/// <summary>
/// <c>sandbox [--runs N] [--binary PATH]</c>: what the sandbox adds to a command, and what a round costs in a repository with one, beside a bare
/// <c>bwrap … true</c> and a plain <c>git status</c> of the same run. Exit code 1 where either is more than claimed.
/// </summary>
internal static class SandboxBench
{
    /// <summary>Milliseconds of a round that are pedrocode's own.</summary>
    private const double OwnRound = 8;

    /// <summary>The sandbox adds at most so many times a bare bwrap: 15 ms where that takes 12.</summary>
    private const double MostAdded = 15.0 / 12;

    private const int Spawns = 10;

    public static async Task<int> RunAsync(string[] words)
    {
        var binary = Binary.Find(Array.IndexOf(words, "--binary") is >= 0 and var at ? words[at + 1] : null);
        var runs = Array.IndexOf(words, "--runs") is >= 0 and var count
            ? int.Parse(words[count + 1], CultureInfo.InvariantCulture)
            : 10;
        var held = new List<double>();
        var plain = new List<double>();
        var bare = new List<double>();
        var status = new List<double>();
        for (var run = 0; run <= runs; run++)
        {
            // In turn, so that what else the machine does befalls all alike.
            var samples = (
                Held: await RoundAsync(binary, "require"),
                Plain: await RoundAsync(binary, "off"),
                Bare: await SpawnAsync("/usr/bin/bwrap", "--ro-bind", "/", "/", "/bin/true"),
                Status: await SpawnAsync("/usr/bin/git", "status", "--short")
            );
            if (run > 0)
            {
                held.Add(samples.Held);
                plain.Add(samples.Plain);
                bare.Add(samples.Bare);
                status.Add(samples.Status);
            }
        }
        var adds = held.Zip(plain, static (with, without) => with - without).ToList();
        var mostAdded = MostAdded * bare.Median();
        var mostRound = OwnRound + bare.Median() + status.Median();
        Console.WriteLine($"\n| {runs} runs, ms | median | least | most | target |\n|---|---:|---:|---:|---:|");
        Row("bare bwrap, true", bare, target: null);
        Row("git status", status, target: null);
        Row("round in git, no sandbox", plain, target: null);
        Row("round in git and sandboxed", held, mostRound);
        Row("the sandbox adds", adds, mostAdded);
        return held.Median() <= mostRound && adds.Median() <= mostAdded ? 0 : 1;
    }

    private static void Row(string name, IReadOnlyList<double> samples, double? target) =>
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {samples.Median():0.0} | {samples.Min():0.0} | {samples.Max():0.0} | {(target is { } most ? $"≤ {most:0.0}" : "–")} |"
            )
        );

    /// <summary>The median of a job's rounds with a command that does nothing.</summary>
    private static async Task<double> RoundAsync(string binary, string sandbox)
    {
        var errand = FiftyRounds.Errand with
        {
            InGit = true,
            Config = $$"""{ "sandbox": { "mode": "{{sandbox}}" } }""",
        };
        var trial = await Trial.RunAsync(binary, errand, watchMemory: false);
        // The first round waits for the tree.
        return Measure.GapsOf(trial).Skip(1).Median();
    }

    private static async Task<double> SpawnAsync(string program, params string[] arguments)
    {
        using var place = new Workplace();
        place.MakeRepository();
        var samples = new List<double>();
        for (var spawn = 0; spawn < Spawns; spawn++)
        {
            var child = await Child.StartAsync(
                new ChildStart(program, arguments)
                {
                    WorkDir = place.WorkDir,
                    Environment = place.Environment(new Uri("http://127.0.0.1/")),
                    Output = place.Output,
                }
            );
            var end = await child.Ended;
            if (end.Code != 0)
            {
                throw new NotMeasuredException($"{program} ended with {end.Code}");
            }
            samples.Add(end.Wall.TotalMilliseconds);
        }
        return samples.Median();
    }
}
