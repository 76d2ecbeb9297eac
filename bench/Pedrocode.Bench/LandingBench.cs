using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Pedrocode.Bench.Children;
using Pedrocode.FakeModel;

namespace Pedrocode.Bench;

/// <summary>
/// <c>landing [kills|life|crowd|large] [--runs N] [--seed N] [--binary PATH]</c>: exit code 1 where the user's files are neither the old
/// nor the new ones, or a job is neither landed nor cleanly refused.
/// </summary>
internal static class LandingBench
{
    private const int Crowd = 20;
    private const int Processes = 4;
    private const int Pairs = 4;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    public static async Task<int> RunAsync(string[] words)
    {
        var options = new ProgramOptions(words);
        var binary = options.Binary;
        var only = options.Only("kills", "life", "crowd", "large");
        var sound = true;
        if (only is null or "kills")
        {
            sound &= await KillsAsync(binary, options.Number("--runs", 200), options.Number("--seed", 1));
        }
        if (only is null or "life")
        {
            sound &= await JobLifeBench.RunAsync(binary, options.Number("--runs", 200), options.Number("--seed", 1));
        }
        if (only is null or "crowd")
        {
            sound &= await CrowdAsync(binary);
        }
        if (only is null or "large")
        {
            sound &= await LargeAsync(binary);
        }
        return sound ? 0 : 1;
    }

    /// <summary>Apply and undo in turn, killed at a random moment; the next command must leave the old files or the new ones.</summary>
    private static async Task<bool> KillsAsync(string binary, int runs, int seed)
    {
        using var place = new Workplace();
        for (var file = 1; file <= 60; file++)
        {
            UsersProject.Write(place, $"f{file}.txt", "a\nb\nc\nd\ne\nf\n");
        }
        UsersProject.Begin(place);
        foreach (var file in (int[])[1, 5, 9])
        {
            UsersProject.Write(place, $"f{file}.txt", "a\nb\nc\nd\ne\nmine\n");
        }
        const string Command =
            "sed -i s/^b$/job/ f?.txt f??.txt; rm f60.txt; mkdir n; for i in 1 2 3 4 5 6 7 8 9; do echo x > n/$i; done";
        await using var server = await ServerAsync(_ => Command);
        await RunAsync(binary, place, server, "--allow", "all", "run", "--agent", "quick", "--no-apply", "go");
        var job = Directory.GetDirectories(Path.Combine(place.State, "jobs")).Select(Path.GetFileName).Single()!;
        var old = UsersProject.Files(place);
        var took = Stopwatch.StartNew();
        await RunAsync(binary, place, server, "apply", job);
        var whole = took.Elapsed;
        var @new = UsersProject.Files(place);
        var random = new Random(seed);
        var table = new Dictionary<string, int[]> { ["apply"] = new int[5], ["undo"] = new int[5] };
        for (var run = 0; run < runs; run++)
        {
            var verb = UsersProject.Files(place) == @new ? "undo" : "apply";
            var child = await place.StartAsync(binary, server.BaseUrl, verb, job);
            await Task.Delay(whole * (0.1 + random.NextDouble()));
            child.Kill();
            await child.WaitAsync(Limit);
            var found = UsersProject.Files(place);
            var row = table[verb];
            row[0]++;
            row[1] += found != old && found != @new ? 1 : 0;
            await RunAsync(binary, place, server, "jobs");
            found = UsersProject.Files(place);
            row[
                found == old ? 2
                : found == @new ? 3
                : 4
            ]++;
        }
        Git.Run(place.WorkDir, "fsck", "--strict");
        Console.WriteLine(
            "| killed in | runs | files in between | then old | then new | neither |\n|---|---:|---:|---:|---:|---:|"
        );
        foreach (var (verb, row) in table)
        {
            Console.WriteLine($"| {verb} | {string.Join(" | ", row)} |");
        }
        return table.Values.All(static row => row[4] == 0)
            && !Directory.EnumerateFiles(place.WorkDir, ".pedrocode*", SearchOption.AllDirectories).Any();
    }

    /// <summary>
    /// Twenty jobs in one file from four processes. Four pairs of them want the same line and wait for each other before they finish, so that
    /// both began from the same file: of each pair one lands and one is refused.
    /// </summary>
    private static async Task<bool> CrowdAsync(string binary)
    {
        using var place = new Workplace();
        var lines = Enumerable
            .Range(1, Crowd)
            .SelectMany(static block => Enumerable.Range(1, 5).Select(line => $"block {block} line {line}\n"));
        UsersProject.Write(place, "shared.txt", string.Concat(lines));
        UsersProject.Begin(place);
        File.AppendAllText(Path.Combine(place.WorkDir, "shared.txt"), "mine\n");
        var pairs = Enumerable.Range(1, Pairs).ToDictionary(static block => block, static _ => new CountdownEvent(2));
        await using var server = await ServerAsync(
            static task =>
                $"sed -i 's/^block {BlockOf(NumberIn(task))} line 3$/block {BlockOf(NumberIn(task))} line 3 by {NumberIn(task)}/' shared.txt; echo > file{NumberIn(task)}.txt",
            task =>
            {
                if (pairs.GetValueOrDefault(BlockOf(NumberIn(task))) is { } both)
                {
                    both.Signal();
                    both.Wait(Limit);
                }
            }
        );
        var codes = new ConcurrentDictionary<int, int>();
        // The two of a pair come one behind the other, and so run in two processes at once.
        var order = Enumerable.Range(1, Crowd).OrderBy(BlockOf).ThenBy(static number => number).ToList();
        await Task.WhenAll(
            Enumerable
                .Range(0, Processes)
                .Select(async process =>
                {
                    foreach (var number in order.Where((_, at) => at % Processes == process))
                    {
                        var child = await place.StartAsync(
                            binary,
                            server.BaseUrl,
                            "--allow",
                            "all",
                            "run",
                            "--agent",
                            "quick",
                            $"job number {number}"
                        );
                        codes[number] = (await child.WaitAsync(Limit)).Code;
                    }
                })
        );
        var landed = codes.Where(static job => job.Value == 0).Select(static job => job.Key).ToHashSet();
        var refused = codes.Count(static job => job.Value == 5);
        var isSound =
            landed.Count == Crowd - Pairs
            && refused == Pairs
            && HoldsJust(File.ReadAllLines(Path.Combine(place.WorkDir, "shared.txt")), landed)
            && order.All(number =>
                File.Exists(Path.Combine(place.WorkDir, $"file{number}.txt")) == landed.Contains(number)
            );
        Git.Run(place.WorkDir, "fsck", "--strict");
        Console.WriteLine(
            $"\n{Crowd} jobs from {Processes} processes: {landed.Count} landed, {refused} refused for a conflict; {(isSound ? "the files hold just the landed ones" : "WRONG")}"
        );
        return isSound;
    }

    /// <summary>Each block has its line as the one landed job of it left it; all other lines are as they were.</summary>
    private static bool HoldsJust(string[] lines, HashSet<int> landed)
    {
        var wanted = Enumerable
            .Range(1, Crowd)
            .SelectMany(block =>
                Enumerable
                    .Range(1, 5)
                    .Select(line =>
                        line == 3 && landed.FirstOrDefault(number => BlockOf(number) == block) is > 0 and var by
                            ? $"block {block} line 3 by {by}"
                            : $"block {block} line {line}"
                    )
            );
        return lines.SequenceEqual([.. wanted, "mine"]);
    }

    private static int NumberIn(string task) =>
        int.Parse(Regex.Match(task, @"job number (\d+)").Groups[1].Value, CultureInfo.InvariantCulture);

    /// <summary>The last jobs want the blocks of the first.</summary>
    private static int BlockOf(int number) => number <= Crowd - Pairs ? number : number - (Crowd - Pairs);

    /// <summary>Twenty files of fifty thousand, beside a plain <c>git status</c> of the same run.</summary>
    private static async Task<bool> LargeAsync(string binary)
    {
        using var place = new Workplace();
        for (var directory = 0; directory < 500; directory++)
        {
            for (var file = 0; file < 100; file++)
            {
                UsersProject.Write(place, $"d{directory}/f{file}.txt", $"{directory} {file}\nline\nline\n");
            }
        }
        UsersProject.Begin(place);
        await using var server = await ServerAsync(static _ =>
            "for i in $(seq 1 20); do sed -i s/^line$/job/ d$i/f$i.txt; done"
        );
        await RunAsync(binary, place, server, "--allow", "all", "run", "--agent", "quick", "--no-apply", "go");
        var job = Directory.GetDirectories(Path.Combine(place.State, "jobs")).Select(Path.GetFileName).Single()!;
        var (apply, undo, start, status) = (
            new List<double>(),
            new List<double>(),
            new List<double>(),
            new List<double>()
        );
        for (var pair = 0; pair < 5; pair++)
        {
            apply.Add(await TimeAsync(() => RunAsync(binary, place, server, "apply", job)));
            undo.Add(await TimeAsync(() => RunAsync(binary, place, server, "undo", job)));
            start.Add(await TimeAsync(() => RunAsync(binary, place, server, "--version")));
            status.Add(
                await TimeAsync(() =>
                {
                    Git.Run(place.WorkDir, "status", "--short");
                    return Task.CompletedTask;
                })
            );
        }
        Console.WriteLine("\n| 20 files of 50,000 | ms | × git status |\n|---|---:|---:|");
        foreach (
            var (name, times) in ((string, List<double>)[])
                [("apply", apply), ("undo", undo), ("start alone", start), ("git status", status)]
        )
        {
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {name} | {Median(times):0} | {Median(times) / Median(status):0.00} |"
                )
            );
        }
        return Git.Run(place.WorkDir, "status", "--short").Length == 0;
    }

    /// <param name="command">What a task runs.</param>
    /// <param name="beforeEnd">What comes before it finishes.</param>
    private static Task<FakeModelServer> ServerAsync(Func<string, string> command, Action<string>? beforeEnd = null) =>
        FakeModelServer.StartAsync(
            new ModelScript
            {
                Rules =
                [
                    new Rule
                    {
                        Answer = chat =>
                        {
                            if (chat.Rounds == 0)
                            {
                                return FakeReply.Call("bash", $$"""{"command":"{{command(chat.Task)}}"}""");
                            }
                            beforeEnd?.Invoke(chat.Task);
                            return FakeReply.Call("finish", """{"summary":"Done."}""");
                        },
                    },
                ],
            }
        );

    private static async Task RunAsync(string binary, Workplace place, FakeModelServer server, params string[] words)
    {
        var end = await (await place.StartAsync(binary, server.BaseUrl, words)).WaitAsync(Limit);
        if (end.Code != 0)
        {
            throw new NotMeasuredException(
                $"{string.Join(' ', words)} ended with {end.Code}: {File.ReadAllText(place.Output)}"
            );
        }
    }

    private static async Task<double> TimeAsync(Func<Task> act)
    {
        var watch = Stopwatch.StartNew();
        await act();
        return watch.Elapsed.TotalMilliseconds;
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);
}
