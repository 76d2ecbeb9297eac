using System.Globalization;

namespace Pedrocode.Bench.Survival;

/// <summary><c>survival [--runs N] [--seed N] [--binary PATH]</c>: exit code 1 where anything was lost.</summary>
internal static class SurvivalBench
{
    public static async Task<int> RunAsync(string[] words)
    {
        var options = new ProgramOptions(words);
        var outcomes = await TrialsAsync(options.Binary, options.Number("--runs", 500), options.Number("--seed", 1));
        Console.WriteLine(Table(outcomes));
        foreach (var bad in outcomes.Where(static outcome => !outcome.IsClean).Take(3))
        {
            await Console.Error.WriteLineAsync($"{bad with { LastWords = "" }}\n{Tail(bad.LastWords)}");
        }
        return outcomes.All(static outcome => outcome.IsClean) ? 0 : 1;
    }

    /// <summary>So many jobs, killed in turn at each point.</summary>
    public static async Task<IReadOnlyList<SurvivalOutcome>> TrialsAsync(string binary, int runs, int seed)
    {
        var points = Enum.GetValues<KillPoint>();
        var undisturbed = await SurvivalTrial.UndisturbedAsync(binary, isSandboxed: false);
        var undisturbedSandboxed = await SurvivalTrial.UndisturbedAsync(binary, isSandboxed: true);
        var outcomes = new SurvivalOutcome[runs];
        // Most of a trial is waiting.
        var together = new ParallelOptions { MaxDegreeOfParallelism = 4 };
        await Parallel.ForAsync(
            0,
            runs,
            together,
            async (run, _) =>
            {
                var round = run / points.Length;
                var isSandboxed = round % 2 == 1;
                using var trial = new SurvivalTrial(
                    binary,
                    points[run % points.Length],
                    seed + run,
                    isSandboxed,
                    isResumedTwice: round % 3 == 2
                );
                outcomes[run] = await trial.RunAsync(isSandboxed ? undisturbedSandboxed : undisturbed);
            }
        );
        return outcomes;
    }

    public static string Table(IReadOnlyList<SurvivalOutcome> outcomes) =>
        string.Join(
            '\n',
            (string[])
                [
                    "| killed | runs | killed in time | events lost | effects twice | not resumable | orphans | not complete | files differ |",
                    "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
                    .. outcomes
                        .GroupBy(static outcome => outcome.Point)
                        .Select(static group => Row(Name(group.Key), [.. group])),
                    Row("all", outcomes),
                ]
        );

    private static string Row(string name, IReadOnlyList<SurvivalOutcome> outcomes) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {outcomes.Count} | {outcomes.Count(static one => one.WasKilled)} | {outcomes.Sum(static one => one.EventsLost)} | {outcomes.Sum(static one => one.EffectsTwice)} | {outcomes.Sum(static one => one.NotResumable)} | {outcomes.Sum(static one => one.Orphans)} | {outcomes.Sum(static one => one.NotComplete)} | {outcomes.Sum(static one => one.FilesDiffering)} |"
        );

    private static string Name(KillPoint point) =>
        point switch
        {
            KillPoint.InModelCall => "in the model call",
            KillPoint.InTool => "in a command",
            KillPoint.Between => "between reply and next request",
            KillPoint.WhileSaving => "while saving",
            _ => "while ending and landing",
        };

    private static string Tail(string text) => text[Math.Max(0, text.Length - 1500)..];
}
