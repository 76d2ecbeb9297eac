using Pedrocode.Core;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Models;
using Pedrocode.Core.Permissions;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Jobs;

public class ResumeSpecs
{
    [Fact]
    public async Task A_resumed_job_goes_on_with_the_same_conversation_and_asks_for_no_reply_twice()
    {
        var reached = new TaskCompletionSource();
        var model = new ScriptedModel(static request =>
            request.Messages.Length == 2
                ? ScriptedModel.Calls(("plan", """{"steps":["a"]}"""))
                : ScriptedModel.Finish("resumed")
        )
        {
            Hold = async stop =>
            {
                if (!reached.Task.IsCompleted)
                {
                    reached.SetResult();
                    return;
                }
                await Task.Delay(Timeout.Infinite, stop);
            },
        };
        await using var house = new JobHarness(model);
        var job = house.Start();
        await job.EventAsync<ToolCallStarted>();
        await house.Scheduler.InterruptAsync(TimeSpan.FromSeconds(5));
        var asked = model.Requests.Last();

        var again = ScriptedModel.Of(ScriptedModel.Says("never asked for"), ScriptedModel.Finish("resumed"));
        await using var later = new JobScheduler(house.State, Settings(again), TimeProvider.System);
        var resumed = later.Resume(job.Id.ToString(), new JobResumed(), Mode.Background);
        var view = await resumed.EndAsync();

        view.Status.ShouldBe(JobStatus.Complete);
        view.Output.ShouldBe("resumed");
        again.Requests.Count.ShouldBe(1);
        again.Requests.Single().Messages.Take(asked.Messages.Length).ShouldBe(asked.Messages, new MessageComparer());
        again.Requests.Single().Tools.ShouldBe(asked.Tools);
    }

    [Fact]
    public async Task The_call_under_way_is_not_repeated_and_those_behind_it_are_made_now()
    {
        var model = ScriptedModel.Of(
            ScriptedModel.Calls(("bash", """{"command":"echo x >> log; sleep 300"}"""), ("plan", """{"steps":["a"]}"""))
        );
        await using var house = new JobHarness(model, rules: JobHarness.AllowAll);
        var job = house.Start();
        await job.EventAsync<ToolCallStarted>();
        using (var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20)))
        {
            while (!File.Exists(Path.Combine(house.Project, "log")))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), deadline.Token);
            }
        }
        await house.Scheduler.InterruptAsync(TimeSpan.FromSeconds(5));

        var again = ScriptedModel.Of(ScriptedModel.Says(""), ScriptedModel.Finish());
        await using var later = new JobScheduler(house.State, Settings(again), TimeProvider.System);
        (await later.Resume(job.Id.ToString(), new JobResumed(), Mode.Background).EndAsync()).Status.ShouldBe(
            JobStatus.Complete
        );

        house.Read("log").ShouldBe("x\n");
        var outcomes = again
            .Requests.Single()
            .Messages.OfType<ToolMessage>()
            .Select(static message => message.Text)
            .ToList();
        outcomes[0].ShouldStartWith("Outcome unknown");
        outcomes[1].ShouldNotContain("pedrocode");
    }

    [Fact]
    public async Task A_paused_job_goes_on_with_the_rounds_it_is_granted()
    {
        var count = 0;
        await using var house = new JobHarness(
            new ScriptedModel(_ =>
                ++count > 33 ? ScriptedModel.Finish() : ScriptedModel.Calls(("plan", $$"""{"steps":["{{count}}"]}"""))
            )
        );
        var job = house.Start();
        (await job.EndAsync()).Error.ShouldBe("Paused: 30 of 30 rounds of work");

        var short_ = house.Scheduler.Resume(job.Id.ToString(), new JobResumed(Rounds: 2), Mode.Background);
        (await short_.EndAsync()).Error.ShouldBe("Paused: 32 of 32 rounds of work");

        (
            await house.Scheduler.Resume(job.Id.ToString(), new JobResumed(Rounds: 20), Mode.Background).EndAsync()
        ).Status.ShouldBe(JobStatus.Complete);
    }

    [Fact]
    public async Task A_job_that_some_process_runs_is_not_taken_from_it()
    {
        var model = new ScriptedModel(static _ => ScriptedModel.Finish())
        {
            Hold = static stop => Task.Delay(Timeout.Infinite, stop),
        };
        await using var house = new JobHarness(model);
        var job = house.Start();
        await job.EventAsync<RoundStarted>();
        await using var other = new JobScheduler(house.State, Settings(model), TimeProvider.System);

        Should
            .Throw<UserError>(() => other.Resume(job.Id.ToString(), new JobResumed(), Mode.Background))
            .Message.ShouldBe($"{job.Id} is run by pedrocode with pid {Environment.ProcessId}");

        job.View.Status.ShouldBe(JobStatus.Running);
    }

    [Fact]
    public async Task Of_ten_that_resume_at_once_one_wins()
    {
        var model = new ScriptedModel(static _ => ScriptedModel.Finish())
        {
            Hold = static stop => Task.Delay(Timeout.Infinite, stop),
        };
        await using var house = new JobHarness(model);
        var job = house.Start();
        await job.EventAsync<RoundStarted>();
        await house.Scheduler.InterruptAsync(TimeSpan.FromSeconds(5));
        var ten = Enumerable
            .Range(0, 10)
            .Select(_ => new JobScheduler(house.State, Settings(model), TimeProvider.System))
            .ToList();

        var results = await Task.WhenAll(ten.Select(scheduler => Task.Run(() => TryResume(scheduler, job.Id))));

        results.Count(static won => won).ShouldBe(1);
        await Task.WhenAll(ten.Select(static scheduler => scheduler.DisposeAsync().AsTask()));
        house.DirectoryOf(job).Read().Damaged.ShouldBe(0);
    }

    [Fact]
    public async Task A_complete_job_is_not_resumed()
    {
        await using var house = new JobHarness(ScriptedModel.Of(ScriptedModel.Finish()));
        var job = house.Start();
        await job.EndAsync();

        Should
            .Throw<UserError>(() => house.Scheduler.Resume(job.Id.ToString(), new JobResumed(), Mode.Background))
            .Message.ShouldBe($"{job.Id} is complete");
    }

    private static bool TryResume(JobScheduler scheduler, JobId id)
    {
        try
        {
            scheduler.Resume(id.ToString(), new JobResumed(), Mode.Background);
            return true;
        }
        catch (UserError)
        {
            return false;
        }
    }

    private static SchedulerSettings Settings(IModelClient model) =>
        new()
        {
            OnAsk = OnAsk.Deny,
            Gate = new PermissionGate(new PermissionRules()),
            Model = _ => model,
        };

    /// <summary>Messages by content: an array inside a record is equal only to itself.</summary>
    private sealed class MessageComparer : IEqualityComparer<ChatMessage>
    {
        public bool Equals(ChatMessage? x, ChatMessage? y) =>
            (x, y) is (AssistantMessage a, AssistantMessage b)
                ? a.Text == b.Text && a.Calls.SequenceEqual(b.Calls)
                : Object.Equals(x, y);

        public int GetHashCode(ChatMessage message) => 0;
    }
}
