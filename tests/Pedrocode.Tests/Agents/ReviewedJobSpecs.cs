using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Models;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Agents;

public class ReviewedJobSpecs
{
    private static readonly ModelReply[] GoodTriage =
    [
        ScriptedModel.Calls(("finish", """{"summary":"read","result":{"facts":["a.c is old"]}}""")),
        ScriptedModel.Calls(("finish", """{"summary":"thought","result":{"findings":[]}}""")),
        ScriptedModel.Calls(
            (
                "finish",
                """{"summary":"It hits **everybody**.","result":{"priority":"high","findings":[{"severity":"low","file":"a.c","line":1,"advice":"rename it"},{"severity":"critical","file":"a.c","line":2,"advice":"check the length"}],"next_steps":["mend a.c","tell users"]}}"""
            )
        ),
    ];

    [Fact]
    public async Task With_review_of_phases_a_background_job_waits_after_each_until_it_is_approved()
    {
        await using var house = House();
        var job = house.Start(agent: "triage");

        await job.EventAsync<ReviewAsked>();
        job.View.Mode.ShouldBe(Mode.Background);
        job.View.Status.ShouldBe(JobStatus.Waiting);
        // As another terminal does it.
        house.Scheduler.Send(job.Id.ToString(), new JobMessage.Reply(1, Answer.Once));
        await foreach (var entry in job.FollowAsync(0, TestContext.Current.CancellationToken))
        {
            if (entry.Event is ReviewAsked { Number: 2 })
            {
                house.Scheduler.Send(job.Id.ToString(), new JobMessage.Reply(2, Answer.Once));
            }
        }

        (await job.EndAsync()).Status.ShouldBe(JobStatus.Complete);
        house.EventsOf(job).OfType<ReviewAsked>().Select(static asked => asked.Phase).ShouldBe(["collect", "analyze"]);
    }

    [Fact]
    public async Task A_no_with_words_to_a_phase_that_waits_runs_it_again_with_them()
    {
        var model = new ScriptedModel(static request =>
            request.Messages.Any(static message =>
                message is UserMessage { Text: var text } && text.Contains("look deeper")
            )
                ? ScriptedModel.Calls(("finish", """{"summary":"deep","result":{"facts":["a.c is new"]}}"""))
                : GoodTriage[0]
        );
        await using var house = new JobHarness(model, static settings => settings with { Review = PhaseReview.Phases });
        var job = house.Start(agent: "triage");

        await job.EventAsync<ReviewAsked>();
        house.Scheduler.Send(job.Id.ToString(), new JobMessage.Reply(1, Answer.No, "look deeper"));
        await foreach (var entry in job.FollowAsync(0, TestContext.Current.CancellationToken))
        {
            if (entry.Event is ReviewAsked { Number: 2 })
            {
                job.Send(new JobMessage.Cancel());
            }
        }

        (await job.EndAsync()).Status.ShouldBe(JobStatus.Cancelled);
        house
            .EventsOf(job)
            .OfType<PhaseEnded>()
            .Select(static phase => $"{phase.Phase}: {phase.Summary}")
            .ShouldBe(["collect: read", "collect: deep"]);
    }

    [Fact]
    public async Task A_report_is_kept_beside_the_jobs_its_findings_in_the_order_of_their_severity()
    {
        await using var house = new JobHarness(ScriptedModel.Of(GoodTriage));
        house.Write("a.c", "one\ntwo\n");

        var job = house.Start("users see\nold data", agent: "triage");
        var view = await job.EndAsync();

        var report = File.ReadAllText(Path.Combine(house.State.Path, "reports", $"{job.Id}.md"));
        report.ShouldBe(
            """
            # Triage: users see old data

            It hits **everybody**.

            ## Priority

            high

            ## Findings

            ### Critical

            - `a.c:2` check the length

            ### Low

            - `a.c:1` rename it

            ## Next steps

            1. mend a.c
            1. tell users

            """
        );
        view.Output.ShouldBe(report.TrimEnd('\n'));
    }

    private static JobHarness House()
    {
        var house = new JobHarness(
            ScriptedModel.Of(GoodTriage),
            static settings => settings with { Review = PhaseReview.Phases }
        );
        house.Write("a.c", "one\ntwo\n");
        return house;
    }
}
