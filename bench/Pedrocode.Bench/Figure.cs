namespace Pedrocode.Bench;

/// <summary>A measure and what it came to in each run.</summary>
internal sealed record Figure(string Name, Unit Unit, double? Target, IReadOnlyList<double> Samples)
{
    public double Median { get; } = Samples.Median();

    public double Min { get; } = Samples.Min();

    public double Max { get; } = Samples.Max();

    public double? Ratio => Median / Target;

    public bool? IsMet => Target is null ? null : Median <= Target;
}
