using Pedrocode.Core;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Models;
using Pedrocode.Core.Permissions;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Jobs;

/// <summary>What other processes ask of a job, by its inbox.</summary>
public class InboxSpecs
{
    private static ScriptedModel Silent { get; } =
        new(static _ => ScriptedModel.Finish()) { Hold = static stop => Task.Delay(Timeout.Infinite, stop) };

    [Fact]
    public async Task Words_for_a_job_in_a_model_call_are_on_disk_while_the_call_goes_on()
    {
        await using var house = new JobHarness(Silent);
        var job = house.Start();
        await job.EventAsync<RoundStarted>();
        await using var other = Other(house, Silent);

        other.Send(job.Id.ToString(), new JobMessage.Steer("use tabs"));
        var steered = await job.EventAsync<Steered>();

        steered.Text.ShouldBe("use tabs");
        job.View.Status.ShouldBe(JobStatus.Running);
        Silent.Requests.Count.ShouldBeGreaterThan(0);
        await GoneAsync(house.DirectoryOf(job));
    }

    [Fact]
    public async Task Words_for_a_job_in_a_command_are_on_disk_while_the_command_runs()
    {
        var model = ScriptedModel.Of(ScriptedModel.Calls(("bash", """{"command":"sleep 300"}""")));
        await using var house = new JobHarness(model, rules: JobHarness.AllowAll);
        var job = house.Start();
        await job.EventAsync<ToolCallStarted>();
        await using var other = Other(house, model);

        other.Send(job.Id.ToString(), new JobMessage.Steer("hurry"));
        other.Send(job.Id.ToString(), new JobMessage.ChangeMode(Mode.Interactive));

        (await job.EventAsync<Steered>()).Text.ShouldBe("hurry");
        (await job.EventAsync<ModeChanged>()).Mode.ShouldBe(Mode.Interactive);
        house.EventsOf(job).ShouldNotContain(static fact => fact is ToolCallEnded);
    }

    [Fact]
    public async Task Words_for_a_job_that_waits_its_turn_are_on_disk_before_it_begins()
    {
        await using var house = new JobHarness(Silent, static settings => settings with { MaxConcurrent = 1 });
        var first = house.Start();
        await first.EventAsync<RoundStarted>();
        var queued = house.Start();
        await using var other = Other(house, Silent);

        other.Send(queued.Id.ToString(), new JobMessage.Steer("when you begin"));

        await queued.EventAsync<Steered>();
        queued.View.Status.ShouldBe(JobStatus.Pending);
    }

    [Fact]
    public async Task What_is_said_during_a_request_comes_after_its_reply_and_its_outcomes()
    {
        var release = new TaskCompletionSource();
        var slow = new ScriptedModel(static request =>
            request.Messages.Length == 2 ? ScriptedModel.Calls(("plan", """{"steps":["a"]}""")) : ScriptedModel.Finish()
        )
        {
            Hold = _ => release.Task,
        };
        await using var house = new JobHarness(slow);
        var job = house.Start();
        await job.EventAsync<RoundStarted>();
        await using var other = Other(house, slow);
        other.Send(job.Id.ToString(), new JobMessage.Steer("use tabs"));
        await job.EventAsync<Steered>();

        release.SetResult();
        await job.EndAsync();

        var requests = slow.Requests.ToArray();
        requests[1].Messages.Take(requests[0].Messages.Length).ShouldBe(requests[0].Messages);
        requests[1].Messages[^2].ShouldBeOfType<ToolMessage>();
        requests[1].Messages[^1].ShouldBe(new UserMessage("The user says: use tabs"));
    }

    [Fact]
    public async Task A_request_is_read_once_though_its_owner_died_before_it_could_unlink_it()
    {
        await using var house = new JobHarness(Silent);
        var job = house.Start();
        await job.EventAsync<RoundStarted>();
        await using var other = Other(house, Silent);
        other.Send(job.Id.ToString(), new JobMessage.Steer("once"));
        var steered = await job.EventAsync<Steered>();
        await house.Scheduler.InterruptAsync(TimeSpan.FromSeconds(5));
        var directory = house.DirectoryOf(job);
        File.WriteAllText(Path.Combine(directory.Inbox, steered.Request!), """{"kind":"steer","text":"once"}""");

        await using var later = Other(house, ScriptedModel.Of(ScriptedModel.Finish()));
        await later.Resume(job.Id.ToString(), new JobResumed(), Mode.Background).EndAsync();

        house.EventsOf(job).OfType<Steered>().Count().ShouldBe(1);
        Directory.GetFiles(directory.Inbox).ShouldBeEmpty();
    }

    [Fact]
    public async Task Words_for_a_job_that_nobody_runs_are_kept_and_read_when_it_is_gone_on_with()
    {
        await using var house = new JobHarness(Silent);
        var job = house.Start();
        await job.EventAsync<RoundStarted>();
        await house.Scheduler.InterruptAsync(TimeSpan.FromSeconds(5));

        house.Scheduler.Send(job.Id.ToString(), new JobMessage.Steer("later")).Status.ShouldBe(JobStatus.Interrupted);

        var model = ScriptedModel.Of(ScriptedModel.Calls(("plan", """{"steps":["a"]}""")), ScriptedModel.Finish());
        await using var next = Other(house, model);
        await next.Resume(job.Id.ToString(), new JobResumed(), Mode.Background).EndAsync();

        house.EventsOf(job).OfType<Steered>().Single().Text.ShouldBe("later");
        model.Requests.Last().Messages[^1].ShouldBe(new UserMessage("The user says: later"));
        Directory.GetFiles(house.DirectoryOf(job).Inbox).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_question_outlives_its_process_and_an_answer_given_meanwhile_is_taken_though_nobody_can_be_asked_now()
    {
        var model = ScriptedModel.Of(
            ScriptedModel.Calls(("bash", """{"command":"echo yes > said"}""")),
            ScriptedModel.Finish()
        );
        await using var house = new JobHarness(model);
        var job = house.Start();
        var asked = await job.EventAsync<ApprovalAsked>();
        await house.Scheduler.InterruptAsync(TimeSpan.FromSeconds(5));
        await using var later = Other(house, model);
        later.View(job.Id.ToString()).Question.ShouldNotBeNull().Subject.ShouldBe("echo yes > said");

        later.Send(job.Id.ToString(), new JobMessage.Reply(asked.Number, Answer.Once));
        var view = await later.Resume(job.Id.ToString(), new JobResumed(), Mode.Background).EndAsync();

        view.Status.ShouldBe(JobStatus.Complete);
        house.Read("said").ShouldBe("yes\n");
        model.Requests.Count.ShouldBe(2);
        house.EventsOf(job).OfType<ApprovalAnswered>().Single().Number.ShouldBe(asked.Number);
    }

    [Fact]
    public async Task A_cancel_that_was_journalled_before_its_owner_died_is_an_ending()
    {
        await using var house = new JobHarness(Silent);
        var directory = house.State.Claim(DateTimeOffset.UtcNow);
        var created = new JobCreated(
            directory.Id,
            "quick",
            "t",
            Mode.Background,
            house.Project,
            house.Project,
            "s",
            "m"
        );
        using (var journal = Journal.Create(directory, created, TimeProvider.System))
        {
            journal.Append(new JobStarted(1), new CancelRequested("x.json"));
        }

        house.Scheduler.View(directory.Id.ToString()).Status.ShouldBe(JobStatus.Cancelled);
    }

    [Fact]
    public async Task A_complete_job_takes_no_words()
    {
        await using var house = new JobHarness(ScriptedModel.Of(ScriptedModel.Finish()));
        var job = house.Start();
        await job.EndAsync();

        Should
            .Throw<UserError>(() => house.Scheduler.Send(job.Id.ToString(), new JobMessage.Steer("too late")))
            .Message.ShouldBe("job is not running (status: complete)");
    }

    private static async Task GoneAsync(JobDirectory job)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (Directory.GetFiles(job.Inbox).Length > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), deadline.Token);
        }
    }

    /// <summary>Another process, as far as the state directory can tell.</summary>
    private static JobScheduler Other(JobHarness house, IModelClient model) =>
        new(
            house.State,
            new SchedulerSettings
            {
                OnAsk = OnAsk.Deny,
                Gate = new PermissionGate(new PermissionRules()),
                Model = _ => model,
            },
            TimeProvider.System
        );
}
