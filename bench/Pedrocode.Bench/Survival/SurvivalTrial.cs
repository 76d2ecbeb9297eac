using System.Globalization;
using Pedrocode.Bench.Children;
using Pedrocode.FakeModel;

namespace Pedrocode.Bench.Survival;

/// <summary>One job in the real process, killed where the draw says, gone on with, and looked over at the end.</summary>
internal sealed class SurvivalTrial : IDisposable
{
    private const string NoncesInTree = "nonces.txt";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    private readonly string binary;
    private readonly KillPoint point;
    private readonly Random random;
    private readonly bool isSandboxed;
    private readonly bool isResumedTwice;
    private readonly Workplace place = new();
    private readonly string nonces;
    private readonly string config;
    private readonly int killRound;
    private volatile Child? child;
    private bool killed;

    /// <param name="isSandboxed">Commands reach the tree alone, and their nonces stand in it; else they stand outside.</param>
    /// <param name="isResumedTwice">By two processes at once.</param>
    public SurvivalTrial(string binary, KillPoint point, int seed, bool isSandboxed, bool isResumedTwice)
    {
        this.binary = binary;
        this.point = point;
        this.isSandboxed = isSandboxed;
        this.isResumedTwice = isResumedTwice;
        random = new Random(seed);
        nonces = isSandboxed ? NoncesInTree : place.Write("nonces", "");
        config = place.Write(
            "config.json",
            $$"""{ "sandbox": { "mode": "{{(isSandboxed ? "require" : "off")}}" }, "debug": { "keep_temp_files": true } }"""
        );
        killRound = random.Next(0, 7);
        place.MakeRepository();
    }

    /// <summary>The files that a job makes that nobody kills.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> UndisturbedAsync(string binary, bool isSandboxed)
    {
        using var trial = new SurvivalTrial(binary, KillPoint.Between, seed: 1, isSandboxed, isResumedTwice: false);
        await using var server = await FakeModelServer.StartAsync(
            new CarefulModel(trial.nonces, static _ => Task.CompletedTask).Script
        );
        var end = await (await trial.StartAsync(server, "run", "--json", "--agent", "quick", "work")).WaitAsync(Limit);
        return end.Code == 0
            ? trial.place.Result()
            : throw new NotMeasuredException(
                $"undisturbed it ended with {end.Code}: {File.ReadAllText(trial.place.Output)}"
            );
    }

    public async Task<SurvivalOutcome> RunAsync(IReadOnlyDictionary<string, string> undisturbed)
    {
        await using var server = await FakeModelServer.StartAsync(new CarefulModel(nonces, OnRoundAsync).Script);
        child = await StartAsync(server, "run", "--json", "--agent", "quick", "work");
        var watching = WatchAsync(child);
        await child.WaitAsync(Limit);
        await watching;
        var acknowledged = Acknowledged();
        var code = 0;
        for (var resume = 0; resume < 3 && place.Status() != "complete"; resume++)
        {
            code = await ResumeAsync(server);
            acknowledged = [.. acknowledged.Union(Acknowledged())];
            if (code == 0)
            {
                break;
            }
        }
        return new SurvivalOutcome(point)
        {
            EventsLost = acknowledged.Except(JournalLines()).Count() + Gaps(),
            EffectsTwice = Twice(),
            NotResumable = code == 0 || place.Status() == "complete" ? 0 : 1,
            Orphans = Orphans(),
            NotComplete = place.Status() == "complete" ? 0 : 1,
            FilesDiffering = place.Differing(undisturbed),
            WasKilled = killed,
            LastWords = place.Status() == "complete" ? "" : File.ReadAllText(place.Output),
            Place = place.WorkDir,
        };
    }

    public void Dispose() => place.Dispose();

    /// <summary>By one process, or by two at once: then the code of the one that was let.</summary>
    private async Task<int> ResumeAsync(FakeModelServer server)
    {
        var resumes = new List<Child> { await StartAsync(server, "resume", "all", "--json") };
        if (isResumedTwice)
        {
            resumes.Add(await StartAsync(server, "resume", "all", "--json"));
        }
        var ends = await Task.WhenAll(resumes.Select(static resume => resume.WaitAsync(Limit)));
        return ends.Min(static end => end.Code);
    }

    /// <summary>Events that stand there twice, or are missing between two others.</summary>
    private int Gaps()
    {
        var numbers = JournalLines()
            .Where(static line => line.StartsWith("{\"seq\":", StringComparison.Ordinal))
            .Select(static line =>
                int.Parse(line.AsSpan(7, line.IndexOf(',', StringComparison.Ordinal) - 7), CultureInfo.InvariantCulture)
            )
            .ToList();
        return numbers.Where((number, i) => number != i + 1).Count();
    }

    private Task<Child> StartAsync(FakeModelServer server, params string[] arguments) =>
        place.StartAsync(binary, server.BaseUrl, ["--config", config, "--allow", "all", .. arguments]);

    /// <summary>In the model call: the request is there, its reply is not. Between: the reply is on its way.</summary>
    private async Task OnRoundAsync(int round)
    {
        if (child is null || killed || round != (point == KillPoint.WhileEnding ? 6 : killRound))
        {
            return;
        }
        switch (point)
        {
            case KillPoint.InModelCall:
                Kill();
                break;
            case KillPoint.Between:
            case KillPoint.WhileEnding:
                var after = TimeSpan.FromMilliseconds(random.NextDouble() * 40);
                _ = Task.Run(async () =>
                {
                    await Task.Delay(after);
                    Kill();
                });
                break;
            default:
                break;
        }
        await Task.CompletedTask;
    }

    /// <summary>In a tool: a nonce was just written and its command runs. While saving: the journal has just grown.</summary>
    private async Task WatchAsync(Child watched)
    {
        var command = random.Next(1, CarefulModel.Commands + 1);
        var growth = random.Next(1, 24);
        var (grown, length) = (0, 0L);
        while (!watched.Ended.IsCompleted && point is KillPoint.InTool or KillPoint.WhileSaving && !killed)
        {
            if (point == KillPoint.InTool)
            {
                if (Nonces().Contains($"nonce-{command}", StringComparison.Ordinal))
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(random.NextDouble() * 120));
                    Kill();
                }
            }
            else if (place.Journal() is { } journal && new FileInfo(journal).Length is var now && now != length)
            {
                length = now;
                if (++grown == growth)
                {
                    Kill();
                }
            }
            if (watched.Ended.IsCompleted)
            {
                return;
            }
            await Task.Delay(TimeSpan.FromMilliseconds(0.2));
        }
    }

    private void Kill()
    {
        killed = true;
        child?.Kill();
    }

    /// <summary>Whole lines of events that were printed: each said to be on disk.</summary>
    private HashSet<string> Acknowledged()
    {
        var text = File.Exists(place.Output) ? File.ReadAllText(place.Output) : "";
        var whole = text[..(text.LastIndexOf('\n') + 1)];
        return [.. whole.Split('\n').Where(static line => line.StartsWith("{\"seq\":", StringComparison.Ordinal))];
    }

    private IEnumerable<string> JournalLines() => place.Journal() is { } journal ? File.ReadAllLines(journal) : [];

    private int Twice() =>
        (isSandboxed ? place.Result().GetValueOrDefault(NoncesInTree, "") : Nonces())
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .GroupBy(static nonce => nonce)
            .Count(static nonce => nonce.Count() > 1);

    private string Nonces()
    {
        var file =
            !isSandboxed ? nonces
            : place.Journal() is { } journal ? Path.Combine(Path.GetDirectoryName(journal)!, "tree", nonces)
            : "";
        return File.Exists(file) ? File.ReadAllText(file) : "";
    }

    /// <summary>Whatever runs with this trial's directories in its environment.</summary>
    private int Orphans() =>
        Directory
            .GetDirectories("/proc")
            .Where(static process => int.TryParse(Path.GetFileName(process), out _))
            .Count(process => EnvironmentOf(process).Contains(place.Home, StringComparison.Ordinal));

    private static string EnvironmentOf(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "environ"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
