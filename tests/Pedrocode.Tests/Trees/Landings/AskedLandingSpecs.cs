using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Trees;
using Pedrocode.Core.Trees.Landings;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Trees.Landings;

/// <summary><c>jobs.apply: ask</c>, and what the user's own git may clear away meanwhile.</summary>
public sealed class AskedLandingSpecs
{
    [Fact]
    public async Task Nothing_lands_before_the_yes_and_it_lands_then()
    {
        await using var house = House(WhenToApply.Ask);
        var project = Project(house);
        var job = house.Start();

        var asked = await job.EventAsync<ApprovalAsked>();
        asked.Subject.ShouldBe("apply 1 file (+1 -0)");
        project.Git("status", "--porcelain").ShouldBe("");
        job.Send(new JobMessage.Reply(asked.Number, Answer.Once));

        (await job.EndAsync()).Landing.ShouldBe(LandingState.Landed);
        house.Read("a.txt").ShouldBe("one\njob\n");
    }

    [Fact]
    public async Task After_a_no_the_files_are_as_they_were_and_apply_brings_the_work_later()
    {
        await using var house = House(WhenToApply.Ask);
        var project = Project(house);
        var job = house.Start();
        var asked = await job.EventAsync<ApprovalAsked>();
        job.Send(new JobMessage.Reply(asked.Number, Answer.No));

        var view = await job.EndAsync();

        (view.Status, view.NotAppliedWhy).ShouldBe((JobStatus.Complete, "you said no"));
        project.Git("status", "--porcelain").ShouldBe("");
        (await ApplyAsync(house, job)).Outcome.ShouldBe(WorkOutcome.Done);
        house.Read("a.txt").ShouldBe("one\njob\n");
    }

    [Fact]
    public async Task The_commit_a_job_began_from_outlives_the_users_branch_and_their_gc()
    {
        await using var house = House(WhenToApply.Never);
        var project = Project(house);
        var job = house.Start();
        await job.EndAsync();
        project.Git("checkout", "-q", "--orphan", "other");
        project.Git("commit", "-q", "-m", "anew");
        project.Git("branch", "-D", "main");
        project.Git("reflog", "expire", "--expire=now", "--all");
        project.Git("gc", "-q", "--prune=now");

        (await ApplyAsync(house, job)).Outcome.ShouldBe(WorkOutcome.Done);

        house.Read("a.txt").ShouldBe("one\njob\n");
        new GitProject(house.DirectoryOf(job).Store).Git("fsck", "--strict");
        project.Git("gc", "-q", "--prune=now");
        (await LandingsOf(house).UndoAsync(job.Id.ToString(), TestContext.Current.CancellationToken)).Outcome.ShouldBe(
            WorkOutcome.Done
        );
        house.Read("a.txt").ShouldBe("one\n");
        project.Git("fsck", "--strict");
    }

    private static Task<AppliedWork> ApplyAsync(JobHarness house, Job job) =>
        LandingsOf(house).ApplyAsync(job.Id.ToString(), TestContext.Current.CancellationToken);

    private static JobLandings LandingsOf(JobHarness house) =>
        new(house.State, TimeProvider.System, house.Project, commits: false);

    private static JobHarness House(WhenToApply apply) =>
        new(
            ScriptedModel.Of(
                ScriptedModel.Calls(("bash", """{"command":"echo job >> a.txt"}""")),
                ScriptedModel.Finish()
            ),
            settings =>
                settings with
                {
                    Isolation = Isolation.Tree,
                    Apply = apply,
                    Retention = JobRetention.KeepEverything,
                },
            JobHarness.AllowAll
        );

    private static GitProject Project(JobHarness house)
    {
        var project = GitProject.Init(house.Project);
        project.Write("a.txt", "one\n");
        project.Commit();
        return project;
    }
}
