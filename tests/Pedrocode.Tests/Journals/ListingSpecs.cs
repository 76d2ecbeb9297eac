using System.Collections.Immutable;
using System.Text;
using CsCheck;
using Pedrocode.Cli.Views;
using Pedrocode.Core.Checks;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Models;
using Pedrocode.Core.Tools;
using Pedrocode.Core.Trees;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Journals;

/// <summary>Lists take ended jobs from job.json: they say what the journal says, or the journal is read.</summary>
public sealed class ListingSpecs : IDisposable
{
    private readonly TempDirectory temp = new();
    private readonly StateDirectory state;

    public ListingSpecs() => state = StateDirectory.Open(temp.At("state"));

    public static TheoryData<string, JobEvent[]> Endings =>
        new()
        {
            { "complete", [new JobCompleted("All of it.\nReally.")] },
            { "failed", [new JobFailed("the model is gone")] },
            { "cancelled", [new CancelRequested("x.json"), new JobCancelled()] },
            { "interrupted", [new JobInterrupted(JobInterruptions.Exit)] },
            { "paused", [new JobPaused("Paused: 30 of 30 rounds of work")] },
            {
                "asking",
                [
                    new ApprovalAsked(1, "call_1", "bash", "rm x", "it writes")
                    {
                        Rule = "bash(rm x)",
                        Directory = "/p",
                    },
                    new JobPaused("Paused: waits for your answer to question 1") { Asks = true },
                ]
            },
            {
                "not applied",
                [new LandingStarted(), new NotApplied("conflicts in a.cs", [], []), new JobCompleted("done")]
            },
            { "verified", [new ChecksJudged(new Verification(Verified.Yes), null), new JobCompleted("done")] },
            { "active", [] },
        };

    [Theory]
    [MemberData(nameof(Endings))]
    public void What_a_list_says_of_a_job_is_what_its_journal_says(string what, JobEvent[] ending)
    {
        var job = NewJob(ending);

        var listed = job.ReadListed();

        Said(listed).ShouldBe(Said(job.ReadView()), what);
        (JobSummaryFile.Read(job) is null).ShouldBe(what == "active");
    }

    [Fact]
    public void The_journal_of_an_ended_job_is_not_read_unless_it_has_grown()
    {
        var job = NewJob(new JobPaused("Paused"));
        var length = (int)new FileInfo(job.Journal).Length;
        var whole = File.ReadAllBytes(job.Journal);
        File.WriteAllBytes(job.Journal, new byte[length]);
        job.ReadListed().Error.ShouldBe("Paused");

        File.WriteAllBytes(job.Journal, whole);
        var shown = File.ReadAllBytes(job.Summary);
        using (var journal = Journal.Open(job, TimeProvider.System))
        {
            journal.Append(new JobResumed(), new JobStarted(1), new JobFailed("later"));
        }
        File.WriteAllBytes(job.Summary, shown);

        job.ReadListed().Error.ShouldBe("later");
    }

    [Fact]
    public void Whatever_byte_of_job_json_is_damaged_the_list_says_what_the_journal_says()
    {
        var job = NewJob(new JobPaused("Paused: 30 of 30 rounds of work"));
        var whole = File.ReadAllBytes(job.Summary);
        var right = Said(job.ReadView());

        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte)
            .Sample(
                damage =>
                {
                    var bytes = whole.ToArray();
                    bytes[damage.Item1] = damage.Item2;
                    File.WriteAllBytes(job.Summary, bytes);
                    Said(job.ReadListed()).ShouldBe(right);
                },
                iter: 200,
                threads: 1
            );
    }

    public void Dispose() => temp.Dispose();

    private static string Said(JobView view)
    {
        var style = new Style(Colour: false, Unicode: true, Width: 80) { Zone = TimeZoneInfo.Utc };
        return string.Join(
            '\n',
            JobJson.List([view]),
            JobListView.Text([view], static _ => 0, DateTimeOffset.UnixEpoch, style),
            StartCheckView.Text([view], "jobs", style),
            $"{view.HoldsUnlandedWork} {view.Root} {view.Landing} {view.Status} {view.Mode} {view.Question} {view.Phase?.Number} {view.Phase?.Count}"
        );
    }

    private JobDirectory NewJob(params JobEvent[] ending)
    {
        var made = state.Claim(DateTimeOffset.UtcNow);
        var created = new JobCreated(
            made.Id,
            "build",
            "do é it",
            Mode.Background,
            "/p/q",
            "/p",
            "s-1",
            "m",
            Isolation.Tree
        );
        using var journal = Journal.Create(made, created, TimeProvider.System);
        journal.Append(
            new JobStarted(1),
            new BaseTaken("c0", "t0", null, "refs/heads/main"),
            new PhaseStarted("implement", 3, 5, ""),
            new RoundStarted(4, 2)
        );
        if (ending.Length > 0)
        {
            journal.Append(ending);
        }
        return made;
    }
}
