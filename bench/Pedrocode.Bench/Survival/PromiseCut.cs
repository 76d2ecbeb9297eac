using System.Globalization;
using Pedrocode.FakeModel;

namespace Pedrocode.Bench.Survival;

/// <summary>What a power cut leaves of all else that is promised.</summary>
internal static class PromiseCut
{
    /// <summary>What else is promised: by jobs whose directory stays and goes, and by a request to another process.</summary>
    public static async Task<List<PromiseReport>> LookAtAsync(string binary)
    {
        var reports = new List<PromiseReport>();
        foreach (var keepsFiles in new[] { true, false })
        {
            using var place = new Workplace();
            place.MakeRepository();
            // So that the base is not the user's own commit.
            await File.WriteAllTextAsync(Path.Combine(place.WorkDir, "mine.txt"), "mine\n");
            var before = Disk.Of(place);
            var run = await TracedRun.Async(binary, place, static _ => Task.CompletedTask, keepsFiles: keepsFiles);
            var calls = run.Demanded();
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
            var before = Disk.Of(place);
            var id = Path.GetFileName(Path.GetDirectoryName(place.Journal()!)!);
            var run = await TracedRun.OfAsync(
                binary,
                other,
                server.BaseUrl,
                ["steer", id, "and mind the tests"],
                home: place
            );
            return Report(place, before, run.Demanded(), DiskPromise.Request(place, id));
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
                .. SystemCall
                    .Syncs(calls)
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
