using Pedrocode.Core;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Models;
using Pedrocode.Core.Trees;
using Pedrocode.Core.Trees.Landings;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Trees.Landings;

public sealed class LandingHindranceSpecs : IAsyncDisposable
{
    private readonly List<JobHarness> houses = [];
    private Action atEnd = static () => { };

    public async ValueTask DisposeAsync()
    {
        foreach (var house in houses)
        {
            await house.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("MERGE_HEAD", "a merge is under way")]
    [InlineData("rebase-merge/", "a rebase is under way")]
    [InlineData("rebase-apply/", "a rebase is under way")]
    [InlineData("CHERRY_PICK_HEAD", "a cherry-pick is under way")]
    [InlineData("REVERT_HEAD", "a revert is under way")]
    [InlineData("BISECT_LOG", "a bisect is under way")]
    [InlineData("index.lock", "git is at work there (index.lock)")]
    public async Task While_the_user_is_at_something_with_git_nothing_lands_by_itself(string mark, string why)
    {
        using var bench = new LandingBench();
        var path = Path.Combine(bench.Root, ".git", mark);
        LandingHindrance.Of(bench.User, "refs/heads/main", head: null).ShouldBeNull();
        if (mark.EndsWith('/'))
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            await File.WriteAllTextAsync(path, "", TestContext.Current.CancellationToken);
        }

        LandingHindrance.Of(bench.User, "refs/heads/main", head: null).ShouldBe(why);
    }

    [Fact]
    public async Task On_another_branch_nothing_lands_by_itself_and_apply_brings_it_there()
    {
        var house = House(WhenToApply.Auto);
        var project = Project(house);
        atEnd = () => project.Git("switch", "-q", "-c", "other");
        var job = house.Start();

        (await job.EndAsync()).Status.ShouldBe(JobStatus.Complete, job.View.Error);

        job.View.NotAppliedWhy.ShouldBe("you are on other now, the job began on main");
        house.Read("a.txt").ShouldBe("one\n");
        await Landings(house).ApplyAsync(job.Id.ToString(), TestContext.Current.CancellationToken);
        house.Read("a.txt").ShouldBe("job\n");
    }

    [Fact]
    public async Task Apply_and_undo_wait_for_no_lock_of_git_and_change_nothing_beside_one()
    {
        var house = House(WhenToApply.Never);
        var project = Project(house);
        var job = house.Start();
        await job.EndAsync();
        job.View.NotAppliedWhy.ShouldBe(NotApplied.NotAsked);
        var locked = project.At(".git/index.lock");
        await File.WriteAllTextAsync(locked, "", TestContext.Current.CancellationToken);
        var stop = TestContext.Current.CancellationToken;

        (
            await Should.ThrowAsync<UserError>(() => Landings(house).ApplyAsync(job.Id.ToString(), stop))
        ).Message.ShouldContain("index.lock");
        house.Read("a.txt").ShouldBe("one\n");
        File.Delete(locked);
        await Landings(house).ApplyAsync(job.Id.ToString(), stop);
        await File.WriteAllTextAsync(locked, "", stop);
        (
            await Should.ThrowAsync<UserError>(() => Landings(house).UndoAsync(job.Id.ToString(), stop))
        ).Message.ShouldContain("index.lock");
        house.Read("a.txt").ShouldBe("job\n");
        File.Delete(locked);
        await Landings(house).UndoAsync(job.Id.ToString(), stop);
        house.Read("a.txt").ShouldBe("one\n");
    }

    [Fact]
    public async Task Discarded_work_is_kept_until_it_is_discarded_for_good()
    {
        var house = House(WhenToApply.Never);
        var project = Project(house);
        var job = house.Start();
        await job.EndAsync();
        var stop = TestContext.Current.CancellationToken;
        var id = job.Id.ToString();

        (await Landings(house).DiscardAsync(id, forGood: false, stop)).IsSalvaged.ShouldBeTrue();

        Directory.Exists(house.DirectoryOf(job).Tree).ShouldBeFalse();
        (await Landings(house).SalvagedAsync(stop))
            .ShouldHaveSingleItem()
            .Changes.Select(static file => file.Path)
            .ShouldBe(["a.txt"]);
        (await Landings(house).DiffAsync(id, path: null, stop)).Patch.ShouldContain("+job");
        (await Landings(house).DiscardAsync(id, forGood: true, stop)).IsSalvaged.ShouldBeFalse();
        (await Landings(house).SalvagedAsync(stop)).ShouldBeEmpty();
        project.Git("for-each-ref", "refs/pedrocode").ShouldBe("");
        house.Read("a.txt").ShouldBe("one\n");
    }

    [Fact]
    public async Task A_directory_with_work_that_has_not_landed_goes_only_after_the_work_is_kept()
    {
        var house = House(WhenToApply.Never);
        var project = Project(house);
        var job = house.Start();
        await job.EndAsync();
        var directory = house.DirectoryOf(job);
        project.Git("for-each-ref", "refs/pedrocode/keep").ShouldNotBeEmpty();
        // A crash came before a checkpoint of this.
        await File.WriteAllTextAsync(
            Path.Combine(directory.Tree, "late.txt"),
            "late\n",
            TestContext.Current.CancellationToken
        );

        JobRemoval.Remove(house.State, directory, static _ => true).ShouldBeTrue();

        Directory.Exists(directory.Path).ShouldBeFalse();
        project.Git("for-each-ref", "refs/pedrocode/keep").ShouldBeEmpty();
        await Landings(house).ApplyAsync(job.Id.ToString(), TestContext.Current.CancellationToken);
        house.Read("a.txt").ShouldBe("job\n");
        house.Read("late.txt").ShouldBe("late\n");
    }

    [Fact]
    public async Task Where_git_cannot_keep_the_work_the_directory_stays()
    {
        var house = House(WhenToApply.Never);
        var project = Project(house);
        var job = house.Start();
        await job.EndAsync();
        var directory = house.DirectoryOf(job);
        Directory.Move(project.At(".git"), project.At("elsewhere"));
        Directory.CreateDirectory(project.At(".git"));

        JobRemoval.Remove(house.State, directory, static _ => true).ShouldBeFalse();

        (
            await File.ReadAllTextAsync(Path.Combine(directory.Tree, "a.txt"), TestContext.Current.CancellationToken)
        ).ShouldBe("job\n");
    }

    private static JobLandings Landings(JobHarness house) =>
        new(house.State, TimeProvider.System, house.Project, commits: false);

    private JobHarness House(WhenToApply apply)
    {
        var model = new ScriptedModel(request =>
        {
            if (request.Messages.Any(static message => message is AssistantMessage))
            {
                atEnd();
                return ScriptedModel.Finish();
            }
            return ScriptedModel.Calls(("bash", """{"command":"echo job > a.txt"}"""));
        });
        var house = new JobHarness(
            model,
            settings => settings with { Isolation = Isolation.Tree, Apply = apply },
            JobHarness.AllowAll
        );
        houses.Add(house);
        return house;
    }

    private static GitProject Project(JobHarness house)
    {
        var project = GitProject.Init(house.Project);
        project.Write("a.txt", "one\n");
        project.Commit();
        return project;
    }
}
