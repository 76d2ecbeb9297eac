using Pedrocode.FakeModel;

namespace Pedrocode.Bench.Scenarios;

/// <summary>One streamed reply of 20,000 tokens that ends in a call of finish.</summary>
internal static class LongReply
{
    private const int Tokens = 20_000;

    // Twenty tokens of four characters: a line of prose.
    private const string Line = "The model tells at length what it has found in there, and then why it is so...\n\n";
    private const int TokensOfLine = 20;

    public static Scenario Scenario { get; } =
        new(
            "tokens",
            "run in place, one streamed reply of 20,000 tokens, then finish",
            Part("", InPlace, target: 150, wall: 200, pace: null),
            Part("a packet each, ", InPlace, target: null, wall: null, new Pace()),
            // The child processes that make the tree are counted, which nothing of this reply waits for.
            Part("with a tree, ", config: null, target: null, wall: null, pace: null)
        );

    private const string InPlace = """{ "jobs": { "isolation": "none" } }""";

    private static ScenarioPart Part(string name, string? config, double? target, double? wall, Pace? pace) =>
        new(
            new Errand("run", "--agent", "quick", "tell me everything")
            {
                Model = Scripts.Of(Scripts.Finish with { Text = Line, Repeat = Tokens / TokensOfLine, Pace = pace }),
                Requests = 1,
                Config = config,
            },
            Measure.Cpu(target) with
            {
                Name = $"{name}CPU",
            },
            Measure.Wall(wall) with
            {
                Name = $"{name}wall",
            }
        );
}
