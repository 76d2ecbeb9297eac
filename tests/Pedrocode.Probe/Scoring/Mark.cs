using System.Globalization;

namespace Pedrocode.Probe.Scoring;

/// <summary>What a measure must reach: <c>corrupted=0</c>, <c>exact>=97%</c>, <c>wrong&lt;=1%</c>.</summary>
internal sealed record Mark(string Measure, string Comparison, double Bound, bool OfHundred)
{
    private static readonly string[] Comparisons = ["<=", ">=", "="];

    public static Mark Parse(string text)
    {
        var comparison =
            Comparisons.FirstOrDefault(sign => text.Contains(sign, StringComparison.Ordinal))
            ?? throw new FormatException($"{text} is no mark: exact>=97%, corrupted=0");
        var parts = text.Split(comparison);
        return new Mark(
            parts[0],
            comparison,
            double.Parse(parts[1].TrimEnd('%'), CultureInfo.InvariantCulture),
            OfHundred: parts[1].EndsWith('%')
        );
    }

    public bool IsReached(int count, int outOf)
    {
        var value = OfHundred
            ? outOf == 0
                ? 0
                : 100.0 * count / outOf
            : count;
        return Comparison switch
        {
            "<=" => value <= Bound,
            ">=" => value >= Bound,
            _ => value.Equals(Bound),
        };
    }

    /// <summary>Whether a case that counts pulls the measure towards the mark.</summary>
    public bool WantsMany => Comparison == ">=";

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Measure}{Comparison}{Bound}{(OfHundred ? "%" : "")}");
}
