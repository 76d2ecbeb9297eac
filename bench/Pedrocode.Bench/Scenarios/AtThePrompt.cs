using System.Diagnostics;
using System.Globalization;
using Pedrocode.Bench.Children;
using Pedrocode.FakeModel;

namespace Pedrocode.Bench.Scenarios;

/// <summary>What a person at the terminal waits for while jobs run. The agent only reads, so that jobs outside git run at once.</summary>
internal static class AtThePrompt
{
    private const int Jobs = 3;
    private const int Keys = 100;
    private const int KeysOfLine = 20;

    // Letters that nothing else prints: what is drawn of them was typed.
    private const char FirstKey = '\u0100';

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public static IReadOnlyList<Scenario> Scenarios { get; } =
    [
        new(
            "keys",
            $"{Keys} keys, each until it is drawn, while {Jobs} jobs print notices",
            new ScenarioPart(
                Errand(Noise, "all", Type),
                Measure.Visit("key to screen, median", Unit.Milliseconds, 5, 0.5),
                Measure.Visit("key to screen, p99", Unit.Milliseconds, 20, 0.99)
            )
        ),
        new(
            "background-start",
            "a task typed in background mode, until the prompt is back",
            new ScenarioPart(
                Errand(Silence, "auto", StartOne),
                Measure.Visit("prompt back", Unit.Milliseconds, 50, 0.5)
            )
        ),
        new(
            "idle",
            $"five seconds at the prompt while {Jobs} jobs wait for their model",
            new ScenarioPart(Errand(Silence, "auto", Idle), Measure.Visit("CPU", Unit.Percent, 0.5, 0.5))
        ),
    ];

    private static Rule Silence => new() { Reply = Scripts.Finish with { Pace = new Pace { FirstMs = 60_000 } } };

    /// <summary>Ten calls a reply, each another one.</summary>
    private static Rule Noise =>
        new()
        {
            Answer = static chat => new FakeReply
            {
                Calls =
                [
                    .. Enumerable
                        .Range(1, 10)
                        .Select(call => new FakeCall(
                            "read_file",
                            $$"""{"file":"long.txt","start":{{(chat.Rounds * 10) + call}},"end":{{(chat.Rounds * 10) + call}}}"""
                        )),
                ],
                Pace = new Pace { FirstMs = 100 },
            },
        };

    private static Errand Errand(
        Rule model,
        string notices,
        Func<PseudoTerminal, Child, IReadOnlyList<double>> visit
    ) =>
        new()
        {
            Prompt = "pedro:build> ",
            Config = $$"""{ "output": { "notices": "{{notices}}" } }""",
            Files = new Dictionary<string, string>
            {
                ["long.txt"] = string.Concat(Enumerable.Range(1, 2_000).Select(static line => $"line {line}\n")),
            },
            Model = new ModelScript { Rules = [model] },
            Visit = visit,
        };

    private static List<double> Type(PseudoTerminal terminal, Child child)
    {
        Start(terminal, Jobs);
        var samples = new List<double>();
        var noise = 0;
        for (var key = 0; key < Keys; key++)
        {
            noise += terminal.ReadFor(TimeSpan.FromMilliseconds(20));
            var echo =
                terminal.Echo((char)(FirstKey + key), Limit)
                ?? throw new NotMeasuredException($"key {key} was not drawn: {terminal.Text}");
            samples.Add(echo.TotalMilliseconds);
            if (key % KeysOfLine == KeysOfLine - 1)
            {
                terminal.Type("\u0015");
            }
        }
        return noise > Keys * 20 ? samples : throw new NotMeasuredException($"the jobs were quiet: {noise} characters");
    }

    private static List<double> StartOne(PseudoTerminal terminal, Child child) => [Start(terminal, 1)];

    private static List<double> Idle(PseudoTerminal terminal, Child child)
    {
        Start(terminal, Jobs);
        _ = terminal.ReadFor(TimeSpan.FromSeconds(1));
        var (before, started) = (Processor(child.Pid), Stopwatch.GetTimestamp());
        _ = terminal.ReadFor(TimeSpan.FromSeconds(5));
        return [100 * (Processor(child.Pid) - before) / Stopwatch.GetElapsedTime(started).TotalMilliseconds];
    }

    /// <summary>Milliseconds from the last task's Enter to the prompt that counts it.</summary>
    private static double Start(PseudoTerminal terminal, int jobs)
    {
        terminal.Type("/agent review\r");
        _ = terminal.ReadFor(TimeSpan.FromMilliseconds(300));
        terminal.Type("/background\r");
        _ = terminal.ReadFor(TimeSpan.FromMilliseconds(300));
        var took = TimeSpan.Zero;
        for (var job = 1; job <= jobs; job++)
        {
            terminal.Type($"look into the files, task {job}");
            _ = terminal.ReadFor(TimeSpan.FromMilliseconds(100));
            var entered = Stopwatch.GetTimestamp();
            terminal.Type("\r");
            if (!terminal.ReadUntil(job == 1 ? "[1 job]> " : $"[{job} jobs]> ", Limit))
            {
                throw new NotMeasuredException($"no prompt after task {job}: {terminal.Text}");
            }
            took = Stopwatch.GetElapsedTime(entered);
        }
        return took.TotalMilliseconds;
    }

    /// <summary>Milliseconds of processor time of all its threads so far.</summary>
    private static double Processor(int pid) =>
        Directory
            .GetDirectories($"/proc/{pid}/task")
            .Sum(static task =>
                double.Parse(File.ReadAllText($"{task}/schedstat").Split(' ')[0], CultureInfo.InvariantCulture) / 1e6
            );
}
