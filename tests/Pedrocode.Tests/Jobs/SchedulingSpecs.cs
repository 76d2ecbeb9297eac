using Pedrocode.Core;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Jobs;

public class SchedulingSpecs
{
    [Fact]
    public async Task A_fourth_job_waits_and_starts_by_itself_when_another_ends()
    {
        var release = new TaskCompletionSource();
        var model = new ScriptedModel(static _ => ScriptedModel.Finish())
        {
            Hold = stop => release.Task.WaitAsync(stop),
        };
        await using var house = new JobHarness(model);
        Job[] three = [house.Start(), house.Start(), house.Start()];
        await Task.WhenAll(three.Select(static job => job.EventAsync<RoundStarted>()));

        var fourth = house.Start();

        house.Scheduler.Position(fourth.Id).ShouldBe(1);
        fourth.View.Status.ShouldBe(JobStatus.Pending);
        three[0].Send(new JobMessage.Cancel());
        await fourth.EventAsync<RoundStarted>();
        release.SetResult();
        (await fourth.EndAsync()).Status.ShouldBe(JobStatus.Complete);
    }

    [Fact]
    public async Task Waiting_jobs_come_in_the_order_they_were_asked_for()
    {
        var release = new TaskCompletionSource();
        var model = new ScriptedModel(static _ => ScriptedModel.Finish())
        {
            Hold = stop => release.Task.WaitAsync(stop),
        };
        await using var house = new JobHarness(model, static settings => settings with { MaxConcurrent = 1 });
        var jobs = Enumerable.Range(0, 5).Select(_ => house.Start()).ToList();
        jobs.Skip(1).Select(job => house.Scheduler.Position(job.Id)).ShouldBe([1, 2, 3, 4]);

        release.SetResult();
        await Task.WhenAll(jobs.Select(static job => job.EndAsync()));

        var started = jobs.Select(job =>
                house.DirectoryOf(job).Read().Entries.First(static entry => entry.Event is JobStarted).Time
            )
            .ToList();
        started.ShouldBe([.. started.Order()]);
    }

    [Fact]
    public async Task When_full_and_told_to_reject_nothing_is_started()
    {
        var model = new ScriptedModel(static _ => ScriptedModel.Finish())
        {
            Hold = static stop => Task.Delay(Timeout.Infinite, stop),
        };
        await using var house = new JobHarness(
            model,
            static settings => settings with { MaxConcurrent = 1, WhenFull = WhenFull.Reject }
        );
        house.Start();

        Should.Throw<UserError>(() => house.Start()).Message.ShouldBe("Already running 1 job (max: 1)");

        house.State.All().Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_queued_job_can_be_cancelled_and_never_runs()
    {
        var model = new ScriptedModel(static _ => ScriptedModel.Finish())
        {
            Hold = static stop => Task.Delay(Timeout.Infinite, stop),
        };
        await using var house = new JobHarness(model, static settings => settings with { MaxConcurrent = 1 });
        house.Start();
        var queued = house.Start();

        queued.Send(new JobMessage.Cancel());

        (await queued.EndAsync()).Status.ShouldBe(JobStatus.Cancelled);
        house.EventsOf(queued).ShouldNotContain(static fact => fact is JobStarted);
    }

    [Fact]
    public async Task A_job_that_waits_for_an_answer_gives_its_turn_to_another()
    {
        var model = new ScriptedModel(static request =>
            request
                .Messages.OfType<Core.Models.UserMessage>()
                .First()
                .Text.Contains("permission first", StringComparison.Ordinal)
            && request.Messages.Length == 2
                ? ScriptedModel.Calls(("bash", """{"command":"touch asked"}"""))
                : ScriptedModel.Finish()
        );
        await using var house = new JobHarness(model, static settings => settings with { MaxConcurrent = 1 });
        var asking = house.Start("permission first");
        await asking.EventAsync<ApprovalAsked>();

        (await house.Start("other").EndAsync()).Status.ShouldBe(JobStatus.Complete);

        asking.View.Status.ShouldBe(JobStatus.Waiting);
        house.Scheduler.Send(asking.Id.ToString(), new JobMessage.Reply(1, Answer.Once));
        (await asking.EndAsync()).Status.ShouldBe(JobStatus.Complete);
        File.Exists(Path.Combine(house.Project, "asked")).ShouldBeTrue();
    }

    [Fact]
    public async Task An_empty_task_is_refused_before_anything_is_made()
    {
        await using var house = new JobHarness(ScriptedModel.Of());

        Should.Throw<UserError>(() => house.Start("  \n")).Message.ShouldBe("the task is empty");

        house.State.All().ShouldBeEmpty();
    }

    [Fact]
    public async Task Ids_rise_even_where_a_job_was_deleted_and_the_clock_stands_still()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        using var temp = new TempDirectory();
        var state = StateDirectory.Open(temp.At("state"));
        var first = state.Claim(time.GetUtcNow());
        Directory.Delete(first.Path, recursive: true);

        var second = state.Claim(time.GetUtcNow());
        var third = state.Claim(time.GetUtcNow().AddHours(-1));

        second.Id.CompareTo(first.Id).ShouldBePositive();
        third.Id.CompareTo(second.Id).ShouldBePositive();
        await Task.CompletedTask;
    }
}
