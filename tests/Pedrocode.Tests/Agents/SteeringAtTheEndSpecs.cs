using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Models;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Agents;

public class SteeringAtTheEndSpecs
{
    [Fact]
    public async Task Words_that_come_while_the_model_finishes_are_read_before_the_job_ends()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var steered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var model = new ScriptedModel(static request =>
            request.Messages.Any(static message => message is UserMessage { Text: var text } && text.Contains("green"))
                ? ScriptedModel.Finish("painted green")
                : ScriptedModel.Finish("painted")
        )
        {
            Hold = async stop =>
            {
                asked.TrySetResult();
                await steered.Task.WaitAsync(stop);
            },
        };
        await using var house = new JobHarness(model);

        var job = house.Start("paint it");
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        job.Send(new JobMessage.Steer("green, please"));
        await job.EventAsync<Steered>();
        steered.SetResult();
        var view = await job.EndAsync();

        view.Status.ShouldBe(JobStatus.Complete);
        view.Output.ShouldBe("painted green");
        view.LlmCalls.ShouldBe(2);
    }

    [Fact]
    public async Task Words_for_a_job_that_is_writing_its_end_are_refused_aloud()
    {
        await using var house = new JobHarness(ScriptedModel.Of(ScriptedModel.Finish()));

        var job = house.Start();
        await job.EventAsync<JobCompleted>();

        job.Send(new JobMessage.Steer("too late")).ShouldBeFalse();
        house.EventsOf(job).OfType<Steered>().ShouldBeEmpty();
        Should
            .Throw<Core.UserError>(() => house.Scheduler.Send(job.Id.ToString(), new JobMessage.Steer("too late")))
            .Message.ShouldBe("job is not running (status: complete)");
    }
}
