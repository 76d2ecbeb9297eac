namespace Pedrocode.Bench;

/// <summary>Something the README claims: errands, and what is measured of each.</summary>
internal sealed record Scenario(string Name, string What, params IReadOnlyList<ScenarioPart> Parts)
{
    /// <summary>In each part one run to warm up, then <paramref name="runs"/> of each kind that its measures need.</summary>
    public async Task<IReadOnlyList<Figure>> MeasureAsync(string binary, int runs)
    {
        var figures = new List<Figure>();
        foreach (var part in Parts)
        {
            _ = await Trial.RunAsync(binary, part.Errand, watchMemory: false);
            var plain = part.Measures.Any(static measure => !measure.WatchesMemory)
                ? await TrialsAsync(binary, part.Errand, runs, watchMemory: false)
                : [];
            var watched = part.Measures.Any(static measure => measure.WatchesMemory)
                ? await TrialsAsync(binary, part.Errand, runs, watchMemory: true)
                : [];
            figures.AddRange(
                part.Measures.Select(measure => new Figure(
                    measure.Name,
                    measure.Unit,
                    measure.Target,
                    [.. (measure.WatchesMemory ? watched : plain).Select(measure.Of)]
                ))
            );
        }
        return figures;
    }

    private static async Task<List<Trial>> TrialsAsync(string binary, Errand errand, int runs, bool watchMemory)
    {
        var trials = new List<Trial>();
        for (var run = 0; run < runs; run++)
        {
            trials.Add(await Trial.RunAsync(binary, errand, watchMemory));
        }
        return trials;
    }
}

internal sealed record ScenarioPart(Errand Errand, params IReadOnlyList<Measure> Measures);
