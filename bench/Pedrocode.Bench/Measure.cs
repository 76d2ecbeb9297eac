using Pedrocode.FakeModel;

namespace Pedrocode.Bench;

/// <summary>What is read off a trial, and how large it may be. Decimal units: 1 KB is 1,000 bytes.</summary>
/// <param name="Target">Null: shown for comparison, nothing is claimed.</param>
internal sealed record Measure(string Name, Unit Unit, double? Target, Func<Trial, double> Of)
{
    /// <summary>Taken in runs of its own, because looking at memory costs processor time.</summary>
    public bool WatchesMemory { get; init; }

    public static Measure Wall(double? target) =>
        new("wall", Unit.Milliseconds, target, static trial => trial.End.Wall.TotalMilliseconds);

    public static Measure Cpu(double? target) =>
        new("CPU", Unit.Milliseconds, target, static trial => trial.End.Cpu.TotalMilliseconds);

    public static Measure PeakMemory(double target) =>
        new("peak RSS", Unit.Megabytes, target, static trial => trial.PeakMemory / 1e6) { WatchesMemory = true };

    public static Measure Prompt(double target) =>
        new("prompt drawn", Unit.Milliseconds, target, static trial => trial.PromptAfter.TotalMilliseconds);

    /// <summary>Of a process in a terminal, which is still there when its prompt is drawn.</summary>
    public static Measure MemoryAtPrompt(double target) =>
        new("peak RSS", Unit.Megabytes, target, static trial => trial.PeakMemory / 1e6);

    /// <summary>The sample at <paramref name="part"/> (0.5: the median) of what a visit at the prompt measured.</summary>
    public static Measure Visit(string name, Unit unit, double target, double part) =>
        new(name, unit, target, trial => trial.Visit.Order().ElementAt((int)((trial.Visit.Count - 1) * part)));

    /// <summary>Median time between the end of a reply and the next request.</summary>
    public static Measure Round(double target) =>
        new("round", Unit.Milliseconds, target, static trial => GapsOf(trial).Median());

    /// <summary>Of the milliseconds between the end of each reply and the request that follows it, in order.</summary>
    public static Measure Gap(string name, Unit unit, double? target, Func<IReadOnlyList<double>, double> of) =>
        new(name, unit, target, trial => of(GapsOf(trial)));

    public static Measure FirstRequest(string agent, double target) =>
        new($"{agent}, body", Unit.Bytes, target, static trial => trial.Timings[0].Bytes);

    /// <summary>Milliseconds between the end of each reply and the next request, in order.</summary>
    public static List<double> GapsOf(Trial trial) =>
        [
            .. trial
                .Timings.Where(static timing => timing.GapMs is not null)
                .Select(static timing => timing.GapMs!.Value),
        ];
}

internal enum Unit
{
    Milliseconds,
    Megabytes,
    Percent,
    Bytes,

    /// <summary>A ratio.</summary>
    Times,
}

internal static class Samples
{
    public static double Median(this IEnumerable<double> samples)
    {
        double[] sorted = [.. samples.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
