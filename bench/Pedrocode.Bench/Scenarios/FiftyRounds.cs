namespace Pedrocode.Bench.Scenarios;

/// <summary>
/// Rounds of a command that does nothing. Agent quick allows 30 rounds, the last of which is finish; the time allowed for
/// 50 rounds and an answer is shortened in that proportion. The comment makes each call another one: the same call with
/// the same outcome is refused the fourth time. In place and with nothing around the command: what that adds, <see cref="SandboxBench"/> says.
/// </summary>
internal static class FiftyRounds
{
    private const int Rounds = 29;

    public static Errand Errand { get; } =
        new("run", "--allow", "all", "--agent", "quick", "run a command again and again")
        {
            Model = Scripts.Rounds(Rounds, "bash", chat => $$"""{"command":"true # {{chat.Rounds + 1}}"}"""),
            Requests = Rounds + 1,
            Outcome = "exit code 0",
        };

    public static Scenario Scenario { get; } =
        new(
            "fifty-rounds",
            $"run --allow all, {Rounds} rounds of bash `true` in place without a sandbox, then finish",
            new ScenarioPart(
                Errand with
                {
                    Config = """{ "jobs": { "isolation": "none" }, "sandbox": { "mode": "off" } }""",
                },
                Measure.Round(8),
                Measure.Wall(700.0 * (Rounds + 1) / 51)
            )
        );
}
