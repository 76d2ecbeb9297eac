using Pedrocode.FakeModel;

namespace Pedrocode.Bench.Scenarios;

/// <summary>What a one-line task costs before the model has said anything: system prompt, tools and task.</summary>
internal static class FirstRequest
{
    public static Scenario Scenario { get; } =
        new("first-request", "bytes of a one-line task's first request", Part("quick", 5_000), Part("build", 6_000));

    /// <summary>The server refuses whatever was sent: build would go on through its phases.</summary>
    private static ScenarioPart Part(string agent, double target) =>
        new(
            new Errand("run", "--agent", agent, "say hello")
            {
                Model = new ModelScript
                {
                    Rules =
                    [
                        new Rule
                        {
                            Fault = new Fault { Kind = FaultKind.Status, Status = 403 },
                        },
                    ],
                },
                Requests = 1,
                AnyExit = true,
            },
            Measure.FirstRequest(agent, target)
        );
}
