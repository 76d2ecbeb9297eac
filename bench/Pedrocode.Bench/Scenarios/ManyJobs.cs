using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;

namespace Pedrocode.Bench.Scenarios;

/// <summary>The list of a thousand jobs of a hundred events each.</summary>
internal static class ManyJobs
{
    private const int Jobs = 1_000;
    private const int Rounds = 48;

    public static Scenario Scenario { get; } =
        new(
            "many-jobs",
            "jobs --all --json with 1,000 unfinished jobs of 100 events",
            new ScenarioPart(
                new Errand("jobs", "--all", "--json") { Seed = Seed },
                Measure.Wall(100),
                Measure.PeakMemory(60)
            )
        );

    private static void Seed(string path)
    {
        var state = StateDirectory.Open(path);
        for (var number = 1; number <= Jobs; number++)
        {
            var job = state.Claim(DateTimeOffset.UnixEpoch.AddYears(55).AddMinutes(number));
            var created = new JobCreated(
                job.Id,
                "build",
                $"task number {number}",
                Mode.Background,
                "/p",
                "/p",
                "s",
                "m"
            );
            using var journal = Journal.Create(job, created, TimeProvider.System);
            journal.Append([
                new JobStarted(1),
                .. Enumerable
                    .Range(1, Rounds)
                    .SelectMany(static round =>
                        new JobEvent[] { new RoundStarted(round, round), new Nudged(new string('x', 400)) }
                    ),
                new JobPaused("Paused: 30 of 30 rounds of implement"),
                new JobResumed(),
            ]);
            journal.Append(new JobPaused("Paused: it is enough"));
        }
    }
}
