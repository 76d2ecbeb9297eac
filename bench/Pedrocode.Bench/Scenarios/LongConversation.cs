namespace Pedrocode.Bench.Scenarios;

/// <summary>What the client does between two requests at the end of a conversation of 200 rounds, against what it did at its beginning.</summary>
internal static class LongConversation
{
    private const int Rounds = 200;
    private const int Few = 10;
    private const int Lines = 400;
    private const int LinesRead = 40;

    // Nothing is to be taken out of the conversation.
    private const string Config = """
        {
          "jobs": { "isolation": "none" },
          "model": { "context_size": 2000000 },
          "limits": { "max_inference_runs": 1000, "max_task_duration_minutes": 60 }
        }
        """;

    private const string Agent = """
        ---
        description: reads on and on
        phases:
          - name: read
            rounds: 1000
            tools: [read_file, finish]
            goal: Read.
        ---
        You read.
        """;

    public static Scenario Scenario { get; } =
        new(
            "conversation",
            $"run, {Rounds} rounds of read_file in one conversation, nothing taken out of it",
            new ScenarioPart(
                new Errand("run", "--agent", "reader", "read it all")
                {
                    Config = Config,
                    HomeFiles = new Dictionary<string, string> { [".config/pedrocode/agent/reader.md"] = Agent },
                    Files = new Dictionary<string, string> { ["part.txt"] = Text },
                    Model = Scripts.Rounds(Rounds, "read_file", static chat => Arguments(chat.Rounds)),
                    Requests = Rounds + 1,
                    Outcome = "words that fill a line",
                },
                Measure.Gap("round 2", Unit.Milliseconds, target: null, static gaps => gaps.Take(Few).Median()),
                Measure.Gap(
                    $"round {Rounds}",
                    Unit.Milliseconds,
                    target: null,
                    static gaps => gaps.TakeLast(Few).Median()
                ),
                Measure.Gap(
                    $"round {Rounds} ÷ round 2",
                    Unit.Times,
                    target: 2,
                    static gaps => gaps.TakeLast(Few).Median() / gaps.Take(Few).Median()
                )
            )
        );

    private static string Text =>
        string.Concat(
            Enumerable.Range(1, Lines).Select(static line => $"line {line}: words that fill a line as code does\n")
        );

    private static string Arguments(int round)
    {
        var start = 1 + round;
        return $$"""{"file":"part.txt","start":{{start}},"end":{{start + LinesRead - 1}}}""";
    }
}
