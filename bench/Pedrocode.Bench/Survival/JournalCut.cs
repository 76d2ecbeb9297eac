using System.Text;

namespace Pedrocode.Bench.Survival;

/// <summary>What a power cut leaves of a job's journal, and which of its syncs that rests on.</summary>
internal static class JournalCut
{
    /// <summary>The journal of one job, and each of its syncs left out once.</summary>
    public static async Task<PowerCutReport> LookAtAsync(string binary)
    {
        using var place = new Workplace();
        place.MakeRepository();
        var before = Disk.Of(place);
        var printed = 0;
        var run = await TracedRun.Async(
            binary,
            place,
            // All that is on disk is printed before the next reply: so that each round has a sync that is relied on.
            _ => UntilPrintedAsync(place, () => Volatile.Read(ref printed)),
            onPrinted: () => Interlocked.Increment(ref printed)
        );
        var calls = run.Demanded();
        var syncs = SystemCall.Syncs(calls).Where(sync => IsOfJournal(calls[sync])).ToList();
        var (lost, moments) = Replay(place, before, calls, without: -1);
        return new PowerCutReport(
            Printed: calls.Sum(static call => call.PrintedEvents.Count()),
            Moments: moments,
            Lost: lost,
            JournalSyncs: syncs.Count,
            ReliedOn: [.. Enumerable.Range(0, syncs.Count).Where(sync => IsReliedOn(calls, syncs, sync))],
            Noticed:
            [
                .. Enumerable.Range(0, syncs.Count).Where(sync => Replay(place, before, calls, syncs[sync]).Lost > 0),
            ]
        );
    }

    /// <summary>Events that were printed before they were safe, by calls of which some failed.</summary>
    public static int Unsaved(Workplace place, IReadOnlyList<SystemCall> calls) =>
        Replay(place, new Dictionary<string, byte[]>(), [.. calls], without: -1).Lost;

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
            .SelectMany(static call => call.PrintedEvents)
            .Any(line => written.Exists(text => text.Contains(line + "\n", StringComparison.Ordinal)));
    }

    private static bool IsOfJournal(SystemCall call) => call.Path.EndsWith("/journal.jsonl", StringComparison.Ordinal);

    private static (int Lost, int Moments) Replay(
        Workplace place,
        IReadOnlyDictionary<string, byte[]> before,
        List<SystemCall> calls,
        int without
    )
    {
        var disk = new Disk(place.State, before);
        var printed = new List<string>();
        var (lost, moments, missing) = (0, 0, 0);
        var random = new Random(1);
        for (var i = 0; i < calls.Count; i++)
        {
            disk.Do(calls[i], ignores: i == without);
            var fresh = calls[i].PrintedEvents.ToList();
            if (calls[i].Descriptor == 1 && fresh.Count == 0)
            {
                continue;
            }
            printed.AddRange(fresh);
            moments++;
            if (fresh.Count > 0 || IsOfJournal(calls[i]) || ChangesNames(calls[i]))
            {
                missing = Missing(disk, printed, random);
            }
            lost += missing;
        }
        return (lost, moments);
    }

    /// <summary>Any other call leaves the journal on disk as it was.</summary>
    private static bool ChangesNames(SystemCall call) =>
        call.Name
            is "fsync"
                or "fdatasync"
                or "rename"
                or "renameat"
                or "renameat2"
                or "unlink"
                or "unlinkat"
                or "rmdir";

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
