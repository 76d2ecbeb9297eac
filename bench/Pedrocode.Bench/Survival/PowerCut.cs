using System.Text;

namespace Pedrocode.Bench.Survival;

/// <summary>
/// <c>power-cut [--binary PATH]</c>: a job under strace; then, for every moment of it, what a disk would hold that lost all that was
/// not synced. Every event that was printed must be there, and so must what the journal names.
/// </summary>
internal static class PowerCut
{
    public static async Task<int> RunAsync(string[] words)
    {
        var at = Array.IndexOf(words, "--binary");
        var report = await MeasureAsync(Binary.Find(at < 0 ? null : words[at + 1]));
        Console.WriteLine(report);
        return report.IsSound ? 0 : 1;
    }

    public static async Task<PowerCutReport> MeasureAsync(string binary)
    {
        using var place = new Workplace();
        var calls = await TraceAsync(binary, place);
        var syncs = JournalSyncs(calls);
        var (lost, moments) = Replay(place, calls, without: -1);
        return new PowerCutReport(
            Printed: calls.Sum(static call => Printed(call).Count()),
            Moments: moments,
            Lost: lost,
            JournalSyncs: syncs.Count,
            ReliedOn: [.. Enumerable.Range(0, syncs.Count).Where(sync => IsReliedOn(calls, syncs, sync))],
            Noticed: [.. Enumerable.Range(0, syncs.Count).Where(sync => Replay(place, calls, syncs[sync]).Lost > 0)]
        );
    }

    /// <summary>Where an event was written since the sync before, and printed before the sync after: this one alone holds it.</summary>
    private static bool IsReliedOn(List<SystemCall> calls, List<int> syncs, int sync)
    {
        var before = sync == 0 ? 0 : syncs[sync - 1] + 1;
        var after = sync == syncs.Count - 1 ? calls.Count : syncs[sync + 1];
        var written = calls[before..syncs[sync]]
            .Where(IsOfJournal)
            .SelectMany(static call => call.Strings)
            .Select(Encoding.UTF8.GetString)
            .ToList();
        return calls[syncs[sync]..after]
            .SelectMany(Printed)
            .Any(line => written.Exists(text => text.Contains(line + "\n", StringComparison.Ordinal)));
    }

    private static List<int> JournalSyncs(List<SystemCall> calls) =>
        [
            .. Enumerable
                .Range(0, calls.Count)
                .Where(i => calls[i] is { Name: "fsync" or "fdatasync" } call && IsOfJournal(call)),
        ];

    private static bool IsOfJournal(SystemCall call) => call.Path.EndsWith("/journal.jsonl", StringComparison.Ordinal);

    /// <summary>The events that a call printed.</summary>
    private static IEnumerable<string> Printed(SystemCall call) =>
        call is { Name: "write", Descriptor: 1 }
            ? Encoding
                .UTF8.GetString(call.Strings.First())
                .Split('\n')
                .Where(static line => line.StartsWith("{\"seq\":", StringComparison.Ordinal))
            : [];

    /// <summary>Events that were printed before they were safe, by calls of which some failed.</summary>
    public static int Unsaved(Workplace place, IReadOnlyList<SystemCall> calls) =>
        Replay(place, [.. calls], without: -1).Lost;

    private static (int Lost, int Moments) Replay(Workplace place, List<SystemCall> calls, int without)
    {
        var disk = new Disk(place.State);
        var printed = new List<string>();
        var (lost, moments) = (0, 0);
        var random = new Random(1);
        for (var i = 0; i < calls.Count; i++)
        {
            disk.Do(calls[i], ignores: i == without);
            var fresh = Printed(calls[i]).ToList();
            if (calls[i].Descriptor == 1 && fresh.Count == 0)
            {
                continue;
            }
            printed.AddRange(fresh);
            moments++;
            lost += Missing(disk, printed, random);
        }
        return (lost, moments);
    }

    /// <summary>What a disk would lack that kept only what was synced, or, if that is sound, a torn part of the rest too.</summary>
    private static int Missing(Disk disk, List<string> printed, Random random)
    {
        if (printed.Count == 0)
        {
            return 0;
        }
        var journal = disk.Names.FirstOrDefault(static name =>
            name.EndsWith("/journal.jsonl", StringComparison.Ordinal)
        );
        return journal is null
            ? printed.Count
            : Math.Max(
                Missing(disk.AfterPowerCut(journal), printed),
                Missing(disk.AfterTornWrite(journal, random), printed)
            );
    }

    private static int Missing(byte[]? there, List<string> printed)
    {
        var text = there is null ? "" : Encoding.UTF8.GetString(there);
        return printed.Count(line => !text.Contains(line + "\n", StringComparison.Ordinal));
    }

    private static async Task<List<SystemCall>> TraceAsync(string binary, Workplace place)
    {
        var printed = 0;
        var run = await TracedRun.Async(
            binary,
            place,
            // All that is on disk is printed before the next reply: so that each round has a sync that is relied on.
            _ => UntilPrintedAsync(place, () => Volatile.Read(ref printed)),
            onPrinted: () => Interlocked.Increment(ref printed)
        );
        return run.Code == 0
            ? [.. run.Calls]
            : throw new NotMeasuredException($"under strace it ended with {run.Code}: {run.Error}");
    }

    private static async Task UntilPrintedAsync(Workplace place, Func<int> printed)
    {
        var journal = Directory.GetFiles(place.State, "journal.jsonl", SearchOption.AllDirectories).Single();
        // Its first line is the header.
        while (printed() < File.ReadAllBytes(journal).Count(static each => each == (byte)'\n') - 1)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(2));
        }
    }
}

/// <param name="Moments">After so many system calls the power was cut.</param>
/// <param name="ReliedOn">Of the journal's syncs, those that alone hold an event that was printed.</param>
/// <param name="Noticed">Of the journal's syncs, those whose absence loses an event that was printed.</param>
internal sealed record PowerCutReport(
    int Printed,
    int Moments,
    int Lost,
    int JournalSyncs,
    IReadOnlyList<int> ReliedOn,
    IReadOnlyList<int> Noticed
)
{
    public bool IsSound =>
        Printed > 10 && Lost == 0 && ReliedOn.Count > CarefulModel.Commands && ReliedOn.SequenceEqual(Noticed);

    public override string ToString() =>
        $"""
            | events printed | moments of a power cut | printed events lost | journal syncs | relied on alone by a printed event | noticed when left out |
            |---:|---:|---:|---:|---:|---:|
            | {Printed} | {Moments} | {Lost} | {JournalSyncs} | {ReliedOn.Count} | {Noticed.Count} |
            """;
}
