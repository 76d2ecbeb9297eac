using Pedrocode.FakeModel;

namespace Pedrocode.Bench.Scenarios;

/// <summary>Everything that is claimed, in the order of the table.</summary>
internal static class AllScenarios
{
    public static IReadOnlyList<Scenario> List { get; } =
    [
        new("version", "pedrocode --version", new ScenarioPart(new Errand("--version"), Measure.Wall(25))),
        new(
            "prompt",
            "pedrocode in a terminal, until its prompt is drawn",
            new ScenarioPart(
                new Errand { Prompt = "pedro:build> ", Leave = "/quit\r" },
                Measure.Prompt(40),
                Measure.MemoryAtPrompt(25)
            )
        ),
        new(
            "one-line",
            "run, answered at once by finish",
            new ScenarioPart(
                new Errand("run", "--agent", "quick", "say hello") { Model = Scripts.Of(Scripts.Finish), Requests = 1 },
                Measure.Wall(65),
                Measure.PeakMemory(40)
            )
        ),
        .. AtThePrompt.Scenarios,
        FiftyRounds.Scenario,
        TenJobs.Scenario,
        LongConversation.Scenario,
        LongReply.Scenario,
        FirstRequest.Scenario,
        ManyJobs.Scenario,
    ];
}
