using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Permissions;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Jobs;

/// <summary>A job that must ask while nobody is there stops with its question and goes on with the answer.</summary>
public sealed class ParkingSpecs : IAsyncDisposable
{
    private readonly JobHarness house = new(
        ScriptedModel.Of(ScriptedModel.Calls(("bash", """{"command":"touch made"}""")), ScriptedModel.Finish()),
        static settings => settings with { OnAsk = OnAsk.Park }
    );

    public ValueTask DisposeAsync() => house.DisposeAsync();

    [Theory]
    [InlineData(Answer.Once)]
    [InlineData(Answer.Always)]
    [InlineData(Answer.No)]
    public async Task The_answer_given_meanwhile_counts_when_it_is_resumed(Answer answer)
    {
        var parked = await house.Start().EndAsync();
        parked.Status.ShouldBe(JobStatus.Paused);
        parked.Error.ShouldBe("Paused: waits for your answer to question 1");
        parked
            .Question.ShouldNotBeNull()
            .ShouldBe(
                new QuestionView(
                    1,
                    QuestionKind.Approval,
                    "touch made",
                    "commands ask without a sandbox (sandbox.mode is off)"
                )
                {
                    Rule = "bash(touch made)",
                    Directory = house.Project,
                }
            );
        Made.ShouldBeFalse();

        house.Scheduler.Send(parked.Id.ToString(), new JobMessage.Reply(1, answer, "not now"));
        var job = house.Scheduler.Resume(parked.Id.ToString(), new JobResumed(), Mode.Background);
        (await job.EndAsync()).Status.ShouldBe(JobStatus.Complete, job.View.Error);

        Made.ShouldBe(answer != Answer.No);
        house.EventsOf(job).OfType<ApprovalAsked>().Select(static asked => asked.Number).Distinct().ShouldBe([1]);
        house.EventsOf(job).OfType<ApprovalAnswered>().Single().Answer.ShouldBe(answer);
    }

    [Fact]
    public async Task Without_an_answer_it_waits_on_though_nobody_is_there_to_ask()
    {
        var parked = await house.Start().EndAsync();
        await using var denying = new JobScheduler(
            house.State,
            new SchedulerSettings
            {
                OnAsk = OnAsk.Deny,
                Gate = new PermissionGate(new PermissionRules()),
                Model = _ => ScriptedModel.Of(ScriptedModel.Says(""), ScriptedModel.Finish()),
            },
            TimeProvider.System
        );

        var job = denying.Resume(parked.Id.ToString(), new JobResumed(), Mode.Background);

        (await job.EndAsync()).Status.ShouldBe(JobStatus.Paused);
        job.View.Question!.Number.ShouldBe(1);
        job.View.Denied.ShouldBeEmpty();
        Made.ShouldBeFalse();
    }

    private bool Made => File.Exists(Path.Combine(house.Project, "made"));
}
