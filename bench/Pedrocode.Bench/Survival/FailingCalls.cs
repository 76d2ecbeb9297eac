using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Pedrocode.FakeModel;

namespace Pedrocode.Bench.Survival;

/// <summary>
/// <c>failing-calls [--most N] [--binary PATH]</c>: a job under strace, which makes the first, second, third … sync, write or rename
/// of each thread fail. No crash, nothing printed that is not on disk, and with a sound disk the job goes on.
/// </summary>
internal static partial class FailingCalls
{
    private static readonly ImmutableArray<string> Kinds =
    [
        "fsync,fdatasync:error=EIO",
        "fdatasync:error=ENOSPC",
        "pwrite64:error=ENOSPC",
        "pwrite64:error=EIO",
        "rename,renameat,renameat2:error=EIO",
        "mkdir,mkdirat:error=ENOSPC",
        "fsync,fdatasync,pwrite64,rename,mkdir:error=EROFS",
    ];

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public static async Task<int> RunAsync(string[] words)
    {
        var options = new ProgramOptions(words);
        var binary = options.Binary;
        var most = options.Number("--most", 100);
        var kinds = Kinds.Where(kind => kind.StartsWith(options.Text("--only") ?? "", StringComparison.Ordinal));
        var undisturbed = await UndisturbedAsync(binary);
        var outcomes = new List<FailingOutcome>();
        foreach (var kind in kinds)
        {
            for (var number = 1; number <= most; number++)
            {
                foreach (var often in new[] { "", "+" })
                {
                    outcomes.Add(await OutcomeAsync(binary, kind, $"{number}{often}", undisturbed));
                }
                if (outcomes[^1].Failed == 0)
                {
                    break;
                }
            }
        }
        Console.WriteLine(FailingOutcome.Table(outcomes));
        foreach (
            var said in outcomes
                .Select(static one => $"exit code {one.Code}: {Plain(one.Error)}")
                .Distinct()
                .Order(StringComparer.Ordinal)
        )
        {
            await Console.Error.WriteLineAsync(said);
        }
        foreach (var bad in outcomes.Where(static one => !one.IsClean).Take(10))
        {
            await Console.Error.WriteLineAsync(bad.ToString());
        }
        return outcomes.All(static one => one.IsClean) ? 0 : 1;
    }

    /// <summary>What was said, without what differs from run to run.</summary>
    private static string Plain(string said) => Numbers().Replace(Places().Replace(said.Trim(), "…"), "N");

    [GeneratedRegex("could not be saved|is not writable")]
    private static partial Regex NotSaved();

    [GeneratedRegex("/[^ ]*pedrocode-bench-[^ /]*")]
    private static partial Regex Places();

    [GeneratedRegex("[0-9a-f]{32}|[0-9]{6,}")]
    private static partial Regex Numbers();

    private static async Task<IReadOnlyDictionary<string, string>> UndisturbedAsync(string binary)
    {
        using var place = new Workplace();
        place.MakeRepository();
        var run = await TracedRun.Async(binary, place, static _ => Task.CompletedTask);
        return run.Code == 0
            ? place.Result()
            : throw new NotMeasuredException($"it ended with {run.Code}: {run.Error}");
    }

    private static async Task<FailingOutcome> OutcomeAsync(
        string binary,
        string kind,
        string when,
        IReadOnlyDictionary<string, string> undisturbed
    )
    {
        using var place = new Workplace();
        place.MakeRepository();
        var run = await TracedRun.Async(
            binary,
            place,
            static _ => Task.CompletedTask,
            injection: $"{kind}:when={when}"
        );
        var journal = place.Journal() is { } path ? File.ReadAllText(path) : "";
        var (code, said) = await AgainAsync(binary, place);
        var status = place.Status();
        return new FailingOutcome(kind, when)
        {
            Failed = run.Failed.Length,
            Code = run.Code,
            Error = run.Error,
            LastWords = said,
            Crashed = run.Code > 5 || run.Error.Contains("   at ", StringComparison.Ordinal),
            Lied =
                JournalCut.Unsaved(place, run.Calls)
                + run.Printed.Count(line => !journal.Contains(line + "\n", StringComparison.Ordinal))
                + (run.Code == 3 && !NotSaved().IsMatch(run.Error) ? 1 : 0),
            GoesOn = code is 0 && status is null or "complete",
            Differing = status is null ? 0 : place.Differing(undisturbed),
        };
    }

    /// <summary>With a disk that is sound again.</summary>
    private static async Task<(int Code, string Said)> AgainAsync(string binary, Workplace place)
    {
        await using var server = await FakeModelServer.StartAsync(
            new CarefulModel(place.At("nonces"), static _ => Task.CompletedTask).Script
        );
        var code = 0;
        for (var time = 0; code == 0 && time < 2 && place.Status() is not (null or "complete"); time++)
        {
            code = await RunAsync(binary, place, server.BaseUrl, "--allow", "all", "resume", Id(place));
        }
        if (code == 0)
        {
            code = await RunAsync(binary, place, server.BaseUrl, "jobs", "--all", "--ended", "--json");
        }
        return (code, File.ReadAllText(place.Output));
    }

    private static async Task<int> RunAsync(string binary, Workplace place, Uri server, params string[] words)
    {
        var child = await place.StartAsync(binary, server, ["--config", TracedRun.Config(place), .. words]);
        return (await child.WaitAsync(Limit)).Code;
    }

    private static string Id(Workplace place) => Path.GetFileName(Path.GetDirectoryName(place.Journal())!);
}

/// <summary>What a call that failed cost.</summary>
/// <param name="When">Which of each thread's calls failed: the Nth; with a plus also all behind it.</param>
internal sealed record FailingOutcome(string Kind, string When)
{
    public int Failed { get; init; }

    public int Code { get; init; }

    public bool Crashed { get; init; }

    /// <summary>Printed events that were not on disk, and a 3 that does not say what it is.</summary>
    public int Lied { get; init; }

    public bool GoesOn { get; init; }

    public int Differing { get; init; }

    public string Error { get; init; } = "";

    public string LastWords { get; init; } = "";

    public bool IsClean => !Crashed && Lied == 0 && GoesOn && Differing == 0;

    public static string Table(IReadOnlyList<FailingOutcome> outcomes) =>
        string.Join(
            '\n',
            (string[])
                [
                    "| fails | jobs | calls that failed | exit 0 | exit 1 | exit 3 | exit 5 | crashed | printed, not on disk | does not go on | files differ |",
                    "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
                    .. outcomes.GroupBy(static one => one.Kind).Select(static group => Row(group.Key, [.. group])),
                    Row("all", outcomes),
                ]
        );

    private static string Row(string name, IReadOnlyList<FailingOutcome> all) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {all.Count} | {all.Sum(static one => one.Failed)} | {Ended(all, 0)} | {Ended(all, 1)} | {Ended(all, 3)} | {Ended(all, 5)} | {all.Count(static one => one.Crashed)} | {all.Sum(static one => one.Lied)} | {all.Count(static one => !one.GoesOn)} | {all.Sum(static one => one.Differing)} |"
        );

    private static int Ended(IReadOnlyList<FailingOutcome> all, int code) => all.Count(one => one.Code == code);
}
