using Pedrocode.Bench.Scenarios;

namespace Pedrocode.Bench;

/// <summary>What was asked for on the command line.</summary>
internal sealed record BenchOptions
{
    public string? Binary { get; init; }

    public int Runs { get; init; } = 10;

    public bool Json { get; init; }

    public bool Check { get; init; }

    /// <summary>In the order of the table, whatever order they were named in.</summary>
    public IReadOnlyList<Scenario> Scenarios { get; init; } = AllScenarios.List;

    public static string Usage =>
        $"""
            usage: Pedrocode.Bench [--binary PATH] [--runs N] [--json] [--check] [SCENARIO...]

              --binary PATH   the pedrocode to measure; default: artifacts/aot/pedrocode of this repository
              --runs N        runs of each scenario, after one to warm up; default: 10
              --json          everything as JSON in place of the table
              --check         exit code 1 where a target is missed

            scenarios:
            {string.Join('\n', AllScenarios.List.Select(static one => $"  {one.Name, -14}  {one.What}"))}

            programs of their own, by their first word; all but the last take --binary PATH:
              survival [--runs N] [--seed N]        jobs killed with SIGKILL and gone on with
              power-cut                             what stands on disk after a power cut at any moment
              failing-calls                         the Nth sync, write, rename and mkdir of a job fails
              many-calls [--calls N]                one job of 10,000 commands: processes left, open files
              landing [kills|life|crowd|large]      landings and whole jobs killed, many at once, of large files
              parsers [--only NAME] [--more N]      readers of what models write, on texts made to be slow
              trees [--files N] [--runs N]          trees of 500 and 50,000 files against git itself
              sandbox [--runs N]                    what the sandbox adds to a command, and to a round in git
              judging [--commands FILE]             how long the gate takes to judge a command, in this process
            """;

    /// <summary>Throws <see cref="UsageException"/>.</summary>
    public static BenchOptions Parse(IEnumerable<string> arguments)
    {
        var options = new BenchOptions();
        var words = new Queue<string>(arguments);
        var named = new HashSet<string>();
        while (words.TryDequeue(out var word))
        {
            options = word switch
            {
                "--binary" => options with { Binary = Value(words, word) },
                "--runs" => options with { Runs = Number(Value(words, word)) },
                "--json" => options with { Json = true },
                "--check" => options with { Check = true },
                ['-', ..] => throw new UsageException($"no option {word}"),
                _ => Known(word, named, options),
            };
        }
        return named.Count == 0
            ? options
            : options with
            {
                Scenarios = [.. AllScenarios.List.Where(scenario => named.Contains(scenario.Name))],
            };
    }

    private static string Value(Queue<string> words, string option) =>
        words.TryDequeue(out var value) ? value : throw new UsageException($"{option} needs a value");

    private static int Number(string text) =>
        int.TryParse(text, out var number) && number > 0
            ? number
            : throw new UsageException($"--runs: '{text}' is not a number above 0");

    private static BenchOptions Known(string name, HashSet<string> named, BenchOptions options)
    {
        if (AllScenarios.List.All(scenario => scenario.Name != name))
        {
            throw new UsageException($"no scenario '{name}'");
        }
        _ = named.Add(name);
        return options;
    }
}

/// <summary>The benchmark was started with words it does not know.</summary>
internal sealed class UsageException(string message) : Exception(message);
