using Pedrocode.Core;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Permissions;
using Pedrocode.Core.Posix;
using Pedrocode.Core.Trees;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Jobs;

public class RetentionSpecs
{
    private static readonly JobRetention CleansUp = new();

    [Fact]
    public async Task A_job_that_is_done_loses_its_directory_at_once_and_its_last_view_stays()
    {
        await using var house = House(CleansUp);
        var job = house.Start("say it");
        await job.EndAsync();

        Directory.Exists(Path.Combine(house.State.Jobs, job.Id.ToString())).ShouldBeFalse();
        Directory.GetFileSystemEntries(house.State.Jobs).ShouldBeEmpty();
        var gone = house.State.History.All().ShouldHaveSingleItem();
        (gone.Id, gone.Task, gone.Status, gone.Output).ShouldBe((job.Id, "say it", JobStatus.Complete, "done"));
        house.Scheduler.Views().ShouldHaveSingleItem().Output.ShouldBe("done");
        house.Scheduler.View(job.Id.ToString()).Status.ShouldBe(JobStatus.Complete);
        Should
            .Throw<UserError>(() => house.Scheduler.Send(job.Id.ToString(), new JobMessage.Steer("more")))
            .Message.ShouldBe("job is not running (status: complete)");
        await using var other = new JobScheduler(house.State, Settings(CleansUp), TimeProvider.System);
        other.Views().ShouldBeEmpty();
        other.View(job.Id.ToString()).Output.ShouldBe("done");
    }

    [Fact]
    public async Task An_id_is_not_given_again_though_its_directory_and_the_counter_are_gone()
    {
        await using var house = House(CleansUp);
        var job = house.Start();
        await job.EndAsync();
        File.WriteAllText(Path.Combine(house.State.Path, "last-id"), "damaged");

        house.State.Claim(DateTimeOffset.UnixEpoch).Id.CompareTo(job.Id).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task What_a_process_left_that_died_before_its_job_began_is_gone_with_a_later_start()
    {
        await using var house = House(CleansUp);
        var kinds = new (string Name, Action<JobDirectory> Leave)[]
        {
            ("empty", static _ => { }),
            (
                "torn",
                static job => File.WriteAllText(job.Journal, "{\"format\":\"pedrocode-journal\",\"version\":1}\n{\"se")
            ),
            ("something beside it", static job => File.WriteAllText(job.Summary, "{}")),
            ("damaged", static job => File.WriteAllText(job.Journal, "{\"format\":1}\nnot to be read\n")),
        };
        var left = kinds
            .SelectMany(kind =>
                new[] { TimeSpan.FromMinutes(2), TimeSpan.Zero }.Select(age =>
                {
                    var job = house.State.Claim(DateTimeOffset.UtcNow);
                    kind.Leave(job);
                    Directory.SetLastWriteTimeUtc(job.Path, DateTime.UtcNow - age);
                    return (Job: job, Stays: age == TimeSpan.Zero || kind.Name is "something beside it" or "damaged");
                })
            )
            .ToList();

        await JobRecovery.RunAsync(house.State, TimeProvider.System);

        house
            .State.All()
            .Select(static job => job.Id)
            .ShouldBe(left.Where(static one => one.Stays).Select(static one => one.Job.Id));
        StateCheck
            .Run(house.State, prune: false, TimeProvider.System)
            .Where(static finding => !finding.Repaired)
            .Select(static finding => finding.Where)
            .ShouldBe(left.Skip(4).Select(static one => $"jobs/{one.Job.Id}"));
    }

    [Fact]
    public async Task Of_the_unfinished_the_newest_are_kept_over_all_sessions_and_never_one_that_is_owned()
    {
        await using var house = House(new JobRetention { MaxUnfinished = 2 });
        var jobs = Enumerable.Range(0, 5).Select(_ => Unfinished(house.State)).ToList();
        using var owner = JobOwnership.Take(jobs[1]);

        house.Scheduler.CleanUp.Run();

        house.State.All().ShouldBe([jobs[1], jobs[3], jobs[4]]);
        house.State.History.All().Select(static view => view.Id).ShouldBe([jobs[0].Id, jobs[2].Id]);
    }

    [Fact]
    public void A_complete_job_is_never_counted_among_the_unfinished()
    {
        var views = Enumerable
            .Range(1, 20)
            .Select(static i => new JobView
            {
                Id = new JobId(i),
                Status = JobStatus.Failed,
                Sequence = 1,
            })
            .ToList();

        new JobRetention { MaxUnfinished = 10 }
            .ToDelete([
                .. views,
                new JobView
                {
                    Id = new JobId(99),
                    Status = JobStatus.Running,
                    Sequence = 1,
                },
            ])
            .ShouldBe(Enumerable.Range(1, 10).Select(static i => new JobId(i)));
    }

    [Fact]
    public void Of_the_unfinished_those_that_never_began_go_first()
    {
        var views = Enumerable
            .Range(1, 6)
            .Select(static i => new JobView
            {
                Id = new JobId(i),
                Status = JobStatus.Interrupted,
                Sequence = 1,
                Round = i is 1 or 3 ? 2 : 0,
            });

        new JobRetention { MaxUnfinished = 3 }
            .ToDelete(views)
            .ShouldBe([new JobId(2), new JobId(4), new JobId(5)]);
    }

    [Fact]
    public async Task A_tree_with_work_that_is_nowhere_else_is_not_deleted()
    {
        await using var house = House(new JobRetention { MaxUnfinished = 0 });
        var job = Unfinished(
            house.State,
            new BaseTaken("c0", "t0", Head: null, Branch: null),
            new Checkpointed("c1", "t1")
        );

        house.Scheduler.CleanUp.Run();

        house.State.All().ShouldBe([job]);
    }

    [Fact]
    public async Task Keep_temp_files_keeps_everything()
    {
        await using var house = House(JobRetention.KeepEverything);
        var job = house.Start();
        await job.EndAsync();
        var old = Enumerable.Range(0, 12).Select(_ => Unfinished(house.State)).ToList();

        house.Scheduler.CleanUp.Run();

        house.State.All().Length.ShouldBe(13);
        house.State.All().Skip(1).ShouldBe(old);
    }

    [Fact]
    [Trait("Attack", "atk-114")]
    public async Task What_is_deleted_follows_no_link_and_what_is_read_only_goes_too()
    {
        await using var house = House(new JobRetention { MaxUnfinished = 0 });
        var precious = house.Write("precious/file", "mine");
        var job = Unfinished(house.State);
        var cache = Directory.CreateDirectory(Path.Combine(job.Output, "cache", "below"));
        File.WriteAllText(Path.Combine(cache.FullName, "f"), "x");
        File.CreateSymbolicLink(Path.Combine(cache.FullName, "away"), Path.GetDirectoryName(precious)!);
        File.SetUnixFileMode(cache.FullName, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        File.SetUnixFileMode(cache.Parent!.FullName, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        house.Scheduler.CleanUp.Run();

        Directory.GetFileSystemEntries(house.State.Jobs).ShouldBeEmpty();
        File.ReadAllText(precious).ShouldBe("mine");
    }

    [Fact]
    public async Task A_link_in_the_place_of_a_job_is_no_job()
    {
        await using var house = House(new JobRetention { MaxUnfinished = 0 });
        var precious = house.Write("precious/file", "mine");
        Directory.CreateSymbolicLink(Path.Combine(house.State.Jobs, "job-7"), Path.GetDirectoryName(precious)!);

        house.Scheduler.CleanUp.Run();

        File.Exists(precious).ShouldBeTrue();
        house.State.TryFind("job-7").ShouldBeNull();
        JobId.Parse("job-../../etc").ShouldBeNull();
    }

    [Fact]
    public async Task A_report_outlives_its_job()
    {
        await using var house = House(new JobRetention { MaxUnfinished = 0 });
        var job = Unfinished(house.State);
        PrivateDirectory.Ensure(job.Output);
        File.WriteAllText(Path.Combine(job.Output, "report.md"), "# Found");

        house.Scheduler.CleanUp.Run();

        File.ReadAllText(Path.Combine(house.State.Reports, $"{job.Id}.md")).ShouldBe("# Found");
    }

    [Fact]
    public async Task A_removal_that_was_interrupted_is_finished_by_the_next()
    {
        await using var house = House(CleansUp);
        var half = Path.Combine(house.State.Jobs, ".gone-job-5");
        Directory.CreateDirectory(Path.Combine(half, "output"));
        var strange = Path.Combine(house.State.Jobs, ".gone-something");
        Directory.CreateDirectory(strange);

        house.Scheduler.CleanUp.Run();

        Directory.Exists(half).ShouldBeFalse();
        Directory.Exists(strange).ShouldBeTrue();
    }

    [Fact]
    public void A_damaged_history_loses_the_damaged_lines_and_a_torn_tail_is_cut()
    {
        using var temp = new TempDirectory();
        var history = new JobHistory(temp.Path);
        history.Append(new JobView { Id = new JobId(1), Sequence = 1 });
        File.AppendAllText(temp.At("history.jsonl"), "{\"id\":\"job-2\",\n\0\0\0\n{\"id\":\"job-3\"");

        history.Append(new JobView { Id = new JobId(4), Sequence = 1 });

        var (views, damaged) = history.Read();
        views.Select(static view => view.Id.Number).ShouldBe([1L, 4L]);
        damaged.ShouldBe(2);
    }

    private static JobHarness House(JobRetention retention) =>
        new(ScriptedModel.Of(ScriptedModel.Finish()), settings => settings with { Retention = retention });

    private static SchedulerSettings Settings(JobRetention retention) =>
        new()
        {
            OnAsk = OnAsk.Deny,
            Gate = new PermissionGate(new PermissionRules()),
            Model = static _ => ScriptedModel.Of(ScriptedModel.Finish()),
            Retention = retention,
        };

    private static JobDirectory Unfinished(StateDirectory state, params JobEvent[] facts)
    {
        var job = state.Claim(DateTimeOffset.UtcNow);
        var created = new JobCreated(job.Id, "quick", "t", Mode.Background, "/p", "/p", "s", "m", Isolation.Tree);
        using var journal = Journal.Create(job, created, TimeProvider.System);
        journal.Append([new JobStarted(1), .. facts, new JobInterrupted(JobInterruptions.Exit)]);
        return job;
    }
}
