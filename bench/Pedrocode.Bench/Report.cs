namespace Pedrocode.Bench;

/// <summary>Everything one run of the benchmark has found.</summary>
internal sealed record Report(
    string Binary,
    int Runs,
    Machine Machine,
    double Load,
    IReadOnlyList<ScenarioReport> Scenarios
)
{
    public bool IsWhole => Scenarios.All(static scenario => scenario.NotMeasured is null);

    public bool IsMet =>
        Scenarios.SelectMany(static scenario => scenario.Figures).All(static figure => figure.IsMet is not false);
}

/// <param name="NotMeasured">Why there are no figures; null where there are.</param>
internal sealed record ScenarioReport(Scenario Scenario, IReadOnlyList<Figure> Figures, string? NotMeasured);
