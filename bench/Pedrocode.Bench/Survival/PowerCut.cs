using System.Globalization;
using System.Text;
using Pedrocode.FakeModel;

namespace Pedrocode.Bench.Survival;

/// <summary>
/// <c>power-cut [--binary PATH]</c>: commands under strace; then, for every moment of them, what a disk would hold that lost all that was
/// not synced. Everything that was said to be so must be there.
/// </summary>
internal static class PowerCut
{
    public static async Task<int> RunAsync(string[] words)
    {
        var at = Array.IndexOf(words, "--binary");
        var binary = Binary.Find(at < 0 ? null : words[at + 1]);
        var journal = await JournalAsync(binary);
        var promises = await PromisesAsync(binary);
        Console.WriteLine(journal);
        Console.WriteLine();
        Console.WriteLine(PromiseReport.Table(promises));
        return journal.IsSound && promises.All(static one => one.IsSound) ? 0 : 1;
    }

    /// <summary>The journal of one job, and each of its syncs left out once.</summary>
    private static async Task<PowerCutReport> JournalAsync(string binary)
    {
        using var place = new Workplace();
        place.MakeRepository();
        var before = Snapshot(place);
        var printed = 0;
        var run = await TracedRun.Async(
            binary,
            place,
            // All that is on disk is printed before the next reply: so that each round has a sync that is relied on.
            _ => UntilPrintedAsync(place, () => Volatile.Read(ref printed)),
            onPrinted: () => Interlocked.Increment(ref printed)
        );
        var calls = Demanded(run);
        var syncs = Syncs(calls).Where(sync => IsOfJournal(calls[sync])).ToList();
        var (lost, moments) = Replay(place, before, calls, without: -1);
        return new PowerCutReport(
            Printed: calls.Sum(static call => Printed(call).Count()),
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

    /// <summary>What else is promised: by jobs whose directory stays and goes, and by a request to another process.</summary>
    private static async Task<List<PromiseReport>> PromisesAsync(string binary)
    {
        var reports = new List<PromiseReport>();
        foreach (var keepsFiles in new[] { true, false })
        {
            using var place = new Workplace();
            place.MakeRepository();
            // So that the base is not the user's own commit.
            await File.WriteAllTextAsync(Path.Combine(place.WorkDir, "mine.txt"), "mine\n");
            var before = Snapshot(place);
            var run = await TracedRun.Async(binary, place, static _ => Task.CompletedTask, keepsFiles: keepsFiles);
            var calls = Demanded(run);
            DiskPromise[] promises = keepsFiles
                ? [DiskPromise.Objects(place), DiskPromise.Summary, DiskPromise.Landed(place)]
                : [DiskPromise.History(place)];
            reports.AddRange(promises.Select(promise => Report(place, before, calls, promise)));
        }
        reports.Add(await RequestAsync(binary));
        return reports;
    }

    private static async Task<PromiseReport> RequestAsync(string binary)
    {
        using var place = new Workplace();
        place.MakeRepository();
        var asked = new TaskCompletionSource();
        var answer = new TaskCompletionSource();
        await using var server = await FakeModelServer.StartAsync(
            new CarefulModel(
                place.Write("nonces", ""),
                _ =>
                {
                    asked.TrySetResult();
                    return answer.Task;
                }
            ).Script
        );
        var job = TracedRun.OfAsync(binary, place, server.BaseUrl, ["run", "--agent", "quick", "work"]);
        // The two traces are written to files of their own: this one is read when the job has ended.
        using var other = new Workplace();
        try
        {
            await asked.Task;
            var before = Snapshot(place);
            var id = Path.GetFileName(Path.GetDirectoryName(place.Journal()!)!);
            var run = await TracedRun.OfAsync(
                binary,
                other,
                server.BaseUrl,
                ["steer", id, "and mind the tests"],
                home: place
            );
            return Report(place, before, Demanded(run), DiskPromise.Request(place, id));
        }
        finally
        {
            answer.SetResult();
            _ = await job;
        }
    }

    private static PromiseReport Report(
        Workplace place,
        IReadOnlyDictionary<string, byte[]> before,
        List<SystemCall> calls,
        DiskPromise promise
    )
    {
        var (broken, given) = Replay(place, before, calls, promise, without: -1);
        return new PromiseReport(
            promise.What,
            given,
            broken,
            [
                .. Syncs(calls)
                    .Where(sync => promise.Concerns(calls[sync].Path))
                    .Where(sync => Replay(place, before, calls, promise, sync).Broken > 0),
            ]
        );
    }

    /// <summary>How often the promise was given, and how often it would have been broken by a power cut just then.</summary>
    private static (int Broken, int Given) Replay(
        Workplace place,
        IReadOnlyDictionary<string, byte[]> before,
        List<SystemCall> calls,
        DiskPromise promise,
        int without
    )
    {
        var disk = new Disk(place.Root, before);
        var isGiven = promise.Watch();
        var (broken, given) = (0, 0);
        for (var i = 0; i < calls.Count; i++)
        {
            disk.Do(calls[i], ignores: i == without);
            if (isGiven(calls[i], disk))
            {
                given++;
                broken += promise.IsKept(disk) ? 0 : 1;
            }
        }
        return (broken, given);
    }

    private static List<SystemCall> Demanded(TracedRun run) =>
        run.Code == 0
            ? [.. run.Calls]
            : throw new NotMeasuredException($"under strace it ended with {run.Code}: {run.Error}");

    /// <summary>What is on disk before anything begins; what locks hold is of no interest, and may not be read.</summary>
    private static Dictionary<string, byte[]> Snapshot(Workplace place) =>
        Directory
            .EnumerateFileSystemEntries(place.Root, "*", SearchOption.AllDirectories)
            .ToDictionary(
                static path => path,
                static path =>
                    File.Exists(path) && !path.EndsWith(".lock", StringComparison.Ordinal)
                        ? File.ReadAllBytes(path)
                        : []
            );

    private static IEnumerable<int> Syncs(List<SystemCall> calls) =>
        Enumerable.Range(0, calls.Count).Where(i => calls[i].Name is "fsync" or "fdatasync");

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

    private static bool IsOfJournal(SystemCall call) => call.Path.EndsWith("/journal.jsonl", StringComparison.Ordinal);

    /// <summary>The events that a call printed.</summary>
    public static IEnumerable<string> Printed(SystemCall call) =>
        call is { Name: "write", Descriptor: 1 }
            ? Encoding
                .UTF8.GetString(call.Strings.First())
                .Split('\n')
                .Where(static line => line.StartsWith("{\"seq\":", StringComparison.Ordinal))
            : [];

    /// <summary>Events that were printed before they were safe, by calls of which some failed.</summary>
    public static int Unsaved(Workplace place, IReadOnlyList<SystemCall> calls) =>
        Replay(place, new Dictionary<string, byte[]>(), [.. calls], without: -1).Lost;

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
            var fresh = Printed(calls[i]).ToList();
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

/// <param name="Given">How often it was promised.</param>
/// <param name="Noticed">The syncs whose absence would have broken the promise.</param>
internal sealed record PromiseReport(string What, int Given, int Broken, IReadOnlyList<int> Noticed)
{
    public bool IsSound => Given > 0 && Broken == 0 && Noticed.Count > 0;

    public static string Table(IEnumerable<PromiseReport> reports) =>
        string.Join(
            '\n',
            (string[])
                [
                    "| on disk after a power cut | looked at | broken | syncs noticed when left out |",
                    "|---|---:|---:|---:|",
                    .. reports.Select(static one =>
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"| {one.What} | {one.Given} | {one.Broken} | {one.Noticed.Count} |"
                        )
                    ),
                ]
        );
}
