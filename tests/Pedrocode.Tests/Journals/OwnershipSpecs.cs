using System.Diagnostics;
using Pedrocode.Core;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Posix;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Journals;

public sealed class OwnershipSpecs : IDisposable
{
    private readonly TempDirectory temp = new();
    private readonly JobDirectory job;

    public OwnershipSpecs() => job = StateDirectory.Open(temp.At("state")).Claim(DateTimeOffset.UnixEpoch.AddYears(50));

    [Fact]
    public void Who_comes_second_is_told_who_owns_the_job()
    {
        using var owner = JobOwnership.Take(job);

        job.IsOwned.ShouldBeTrue();
        Should
            .Throw<UserError>(() => JobOwnership.Take(job))
            .Message.ShouldBe($"{job.Id} is run by pedrocode with pid {Environment.ProcessId}");
    }

    [Fact]
    public async Task Who_writes_down_how_a_dead_job_ended_does_not_run_it_and_is_waited_for()
    {
        var settling = JobOwnership.TryTakeToSettle(job)!;

        job.IsOwned.ShouldBeFalse();
        JobOwnership.TryTake(job).ShouldBeNull();
        var taking = Task.Run(() => JobOwnership.Take(job), TestContext.Current.CancellationToken);
        await Task.Delay(300, TestContext.Current.CancellationToken);
        taking.IsCompleted.ShouldBeFalse();
        settling.Dispose();
        using var owner = await taking;
        job.IsOwned.ShouldBeTrue();
    }

    [Fact]
    public void A_tail_that_also_names_a_job_that_is_gone_is_not_guessed_at()
    {
        var state = StateDirectory.Open(temp.At("state"));
        var gone = new JobId(job.Id.Number + 1_000);
        state.History.Append(JobView.Empty with { Id = gone, Sequence = 1, Task = "gone" });
        var tail = job.Id.ToString()[^3..];

        state.TryFindAmongAll(job.Id.ToString())!.Id.ShouldBe(job.Id);
        state.TryFind(tail)!.Id.ShouldBe(job.Id);
        Should
            .Throw<UserError>(() => state.TryFindAmongAll(tail))
            .Message.ShouldBe($"{tail} names 2 jobs: {gone}, {job.Id}");
    }

    [Fact]
    public void It_is_free_when_its_owner_lets_go()
    {
        JobOwnership.Take(job).Dispose();

        job.IsOwned.ShouldBeFalse();
        JobOwnership.Owner(job).ShouldBeNull();
        JobOwnership.Take(job).Dispose();
    }

    [Fact]
    public void The_job_stays_owned_when_its_lock_file_is_deleted()
    {
        using var owner = JobOwnership.Take(job);

        File.Delete(job.Lock);

        job.IsOwned.ShouldBeTrue();
        JobOwnership.TryTake(job).ShouldBeNull();
    }

    [Fact]
    public void The_job_stays_owned_when_its_lock_file_is_replaced()
    {
        using var owner = JobOwnership.Take(job);

        File.Move(job.Lock, job.Lock + ".old");
        File.WriteAllText(job.Lock, "");

        job.IsOwned.ShouldBeTrue();
        JobOwnership.TryTake(job).ShouldBeNull();
    }

    [Fact]
    public void A_name_left_by_a_dead_owner_does_not_count_though_its_pid_lives_again()
    {
        var mine = ProcessIdentity.Current();
        File.WriteAllText(job.Lock, $"{mine with { Pid = 1, StartTime = mine.StartTime + 7 }}\n");

        using var taken = JobOwnership.TryTake(job);

        taken.ShouldNotBeNull();
        JobOwnership.Owner(job).ShouldBe(mine);
    }

    [Fact]
    public void A_name_of_another_boot_does_not_count()
    {
        File.WriteAllText(
            job.Lock,
            $"{ProcessIdentity.Current() with { Pid = Environment.ProcessId, BootId = "x" }}\n"
        );

        JobOwnership.Take(job).Dispose();
    }

    [Fact]
    public async Task Where_locks_do_nothing_the_process_named_there_is_the_owner_as_long_as_it_lives()
    {
        var sleeper = Process.Start(new ProcessStartInfo("sleep", "60"))!;
        var start = ProcStat.Of(sleeper.Id)!.Value.StartTime;
        File.WriteAllText(job.Lock, $"{ProcessIdentity.Current() with { Pid = sleeper.Id, StartTime = start }}\n");

        Should.Throw<UserError>(() => JobOwnership.Take(job)).Message.ShouldContain($"pid {sleeper.Id}");
        sleeper.Kill();
        await sleeper.WaitForExitAsync(TestContext.Current.CancellationToken);

        JobOwnership.Take(job).Dispose();
    }

    [Fact]
    public async Task Whoever_only_looks_keeps_nobody_from_taking_it()
    {
        using var stop = new CancellationTokenSource();
        var seen = 0L;
        var lookers = Enumerable
            .Range(0, 2)
            .Select(_ => Task.Run(Look, TestContext.Current.CancellationToken))
            .ToArray();

        for (var i = 0; i < 50; i++)
        {
            JobOwnership.Take(job).Dispose();
        }

        await stop.CancelAsync();
        await Task.WhenAll(lookers);

        void Look()
        {
            while (!stop.IsCancellationRequested)
            {
                Interlocked.Add(ref seen, job.IsOwned ? 1 : 0);
            }
        }
    }

    [Fact]
    public void A_child_that_is_started_meanwhile_does_not_inherit_it()
    {
        var owner = JobOwnership.Take(job);
        var child = Process.Start(new ProcessStartInfo("sleep", "60"))!;

        owner.Dispose();

        job.IsOwned.ShouldBeFalse();
        child.Kill();
    }

    [Fact]
    public void A_job_that_is_gone_cannot_be_taken()
    {
        Directory.Delete(job.Path, recursive: true);

        Should.Throw<UserError>(() => JobOwnership.Take(job)).Message.ShouldBe($"Job not found: {job.Id}");
    }

    public void Dispose() => temp.Dispose();
}
