using Pedrocode.Core.Checks;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Models;
using Pedrocode.Core.Permissions;
using Pedrocode.Core.Tools;
using Pedrocode.Core.Trees;
using Pedrocode.Core.Trees.Landings;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Checks;

/// <summary>With <c>jobs.recheck</c> what lands was checked together with what the user changed meanwhile.</summary>
public sealed class MergedResultSpecs
{
    // Each of the two files may have two lines, both together not four.
    private const string Makefile =
        "test:\n\t@n=$$(cat a.txt b.txt | wc -l); test $$n -le 3 || { echo FAIL $$n lines together; exit 1; }\n";

    private const string NotTogether = "checks fail on the merged result: make test";

    [Fact]
    public async Task What_passes_alone_and_fails_together_does_not_land_until_it_passes_together()
    {
        await using var house = House(edits: "one\ntwo\n");
        var project = Project(house);

        var job = house.Start();
        var view = await job.EndAsync();

        (view.Status, view.Landing, view.NotAppliedWhy).ShouldBe(
            (JobStatus.Complete, LandingState.NotApplied, NotTogether),
            view.Error
        );
        view.Verification!.ToString().ShouldBe("verified");
        (house.Read("a.txt"), house.Read("b.txt")).ShouldBe(("one\n", "one\ntwo\n"));
        MergedRuns(house, job).ShouldBe([CheckOutcome.Failed]);
        LastRun(house, job).Text.ShouldContain("FAIL 4 lines together");
        ScratchOf(house, job).ShouldBeFalse();

        var refused = await Landings(house).ApplyAsync(job.Id.ToString(), CancellationToken.None);
        (refused.Outcome, refused.WhyNot).ShouldBe((WorkOutcome.ChecksFail, NotTogether));
        refused.Failure!.ShouldContain("FAIL 4 lines together");
        house.Read("a.txt").ShouldBe("one\n");

        project.Write("b.txt", "ONE\n");
        var applied = await Landings(house).ApplyAsync(job.Id.ToString(), CancellationToken.None);
        applied.Outcome.ShouldBe(WorkOutcome.Done);
        (house.Read("a.txt"), house.Read("b.txt")).ShouldBe(("one\ntwo\n", "ONE\n"));
        ScratchOf(house, job).ShouldBeFalse();
    }

    [Fact]
    public async Task What_passes_together_too_lands_and_is_verified_as_it_landed()
    {
        await using var house = House(edits: "ONE\n");
        Project(house);

        var job = house.Start();
        var view = await job.EndAsync();

        (view.Status, view.Landing).ShouldBe((JobStatus.Complete, LandingState.Landed), view.Error);
        view.Verification!.ToString().ShouldBe("verified");
        MergedRuns(house, job).ShouldBe([CheckOutcome.Passed]);
        (house.Read("a.txt"), house.Read("b.txt")).ShouldBe(("one\ntwo\n", "ONE\n"));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("one\ntwo\n", false)]
    public async Task Where_nothing_moved_or_nobody_asked_for_it_nothing_runs_twice(string? edits, bool recheck)
    {
        await using var house = House(edits, recheck);
        Project(house);

        var job = house.Start();
        var view = await job.EndAsync();

        (view.Status, view.Landing).ShouldBe((JobStatus.Complete, LandingState.Landed), view.Error);
        MergedRuns(house, job).ShouldBeEmpty();
        view.Verification!.ToString()
            .ShouldBe(edits is null ? "verified" : "verified on its base; 1 file of yours changed since");
    }

    [Fact]
    public async Task Retry_tells_the_model_what_failed_together_and_lands_once_that_is_mended()
    {
        await using var house = House(edits: "one\ntwo\n", recheck: true, Writes("one, two"), ScriptedModel.Finish());
        Project(house);
        var job = house.Start();
        (await job.EndAsync()).NotAppliedWhy.ShouldBe(NotTogether);

        var view = await house.Scheduler.Retry(job.Id.ToString(), feedback: null, Mode.Background).EndAsync();

        (view.Status, view.Landing).ShouldBe((JobStatus.Complete, LandingState.Landed), view.Error);
        view.Verification!.ToString().ShouldBe("verified");
        (house.Read("a.txt"), house.Read("b.txt")).ShouldBe(("one, two\n", "one\ntwo\n"));
        var told = house.EventsOf(job).OfType<PhaseStarted>().Last().Message;
        told.ShouldContain("Together they failed the project's check `make test`");
        told.ShouldContain("FAIL 4 lines together");
    }

    [Fact]
    public async Task A_user_who_edits_while_it_is_checked_has_it_checked_again()
    {
        await using var house = House(edits: "ONE\n");
        // The check itself stands for the user's editor: it writes where the user's files are, once.
        var late = Path.Combine(house.Project, "b.txt");
        Project(
            house,
            $"test:\n\t@grep -q ONE b.txt && test ! -e ../done && {{ touch ../done; printf 'one\\ntwo\\n' > {late}; }}; n=$$(cat a.txt b.txt | wc -l); test $$n -le 3 || {{ echo FAIL $$n; exit 1; }}\n"
        );

        var job = house.Start();
        var view = await job.EndAsync();

        view.NotAppliedWhy.ShouldBe(NotTogether, view.Error);
        MergedRuns(house, job).ShouldBe([CheckOutcome.Passed, CheckOutcome.Failed]);
        house.Read("a.txt").ShouldBe("one\n");
    }

    /// <summary>The job makes two lines of one, and the user edits the other file before it is done.</summary>
    private static JobHarness House(string? edits, bool recheck = true, params ModelReply[] more)
    {
        JobHarness? house = null;
        ModelReply[] replies = [Writes("one\\ntwo"), ScriptedModel.Finish(), .. more];
        return house = new JobHarness(
            new ScriptedModel(request =>
            {
                var replied = request.Messages.Count(static message => message is AssistantMessage);
                if (replied == 1 && edits is not null && house!.Read("b.txt") == "one\n")
                {
                    File.WriteAllText(Path.Combine(house.Project, "b.txt"), edits);
                }
                return replies[replied];
            }),
            settings =>
                settings with
                {
                    Isolation = Isolation.Tree,
                    Checks = new CheckSettings { Recheck = recheck },
                },
            JobHarness.AllowAll
        );
    }

    private static GitProject Project(JobHarness house, string makefile = Makefile)
    {
        var project = GitProject.Init(house.Project);
        project.Write("a.txt", "one\n");
        project.Write("b.txt", "one\n");
        project.Write("Makefile", makefile);
        project.Commit();
        return project;
    }

    private static JobLandings Landings(JobHarness house) =>
        new(house.State, TimeProvider.System, house.Project, commits: false)
        {
            Checks = new ApplyChecks(
                new PermissionGate(JobHarness.AllowAll),
                new CheckSettings(),
                [],
                [],
                KnownSecrets.None
            ),
        };

    private static IEnumerable<CheckOutcome> MergedRuns(JobHarness house, Job job) =>
        house.EventsOf(job).OfType<CheckEnded>().Where(static run => run.Merged).Select(static run => run.Outcome);

    private static CheckEnded LastRun(JobHarness house, Job job) => house.EventsOf(job).OfType<CheckEnded>().Last();

    private static bool ScratchOf(JobHarness house, Job job) =>
        Directory.Exists(Path.Combine(house.DirectoryOf(job).Path, "merged"));

    private static ModelReply Writes(string content) =>
        ScriptedModel.Calls(
            ("read_file", """{"file":"a.txt"}"""),
            ("write_file", $$"""{"file":"a.txt","content":"{{content}}\n"}""")
        );
}
