using Pedrocode.Core.Agents;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Models;
using Pedrocode.Core.Tools;
using Pedrocode.Core.Trees;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Agents;

public class PhaseSpecs
{
    private static readonly ModelReply[] GoodBuild =
    [
        ScriptedModel.Calls(("finish", """{"summary":"looked","result":{"files":["a.txt"],"approach":"write it"}}""")),
        ScriptedModel.Calls(("finish", """{"summary":"planned","result":{"steps":["write a.txt"]}}""")),
        ScriptedModel.Calls(
            ("write_file", """{"file":"a.txt","content":"hello\n"}"""),
            ("finish", """{"summary":"written"}""")
        ),
        ScriptedModel.Calls(("finish", """{"summary":"checked"}""")),
        ScriptedModel.Calls(("finish", """{"summary":"Added a.txt.","result":{"commit_message":"add a.txt"}}""")),
    ];

    [Fact]
    public async Task Build_goes_through_its_five_phases_and_hands_results_on()
    {
        await using var house = new JobHarness(ScriptedModel.Of(GoodBuild));

        var job = house.Start(agent: "build");
        var view = await job.EndAsync();

        view.Status.ShouldBe(JobStatus.Complete);
        view.Output.ShouldBe("Added a.txt.\n\nCommit message:\nadd a.txt");
        house.Read("a.txt").ShouldBe("hello\n");
        view.Files.Keys.ShouldBe(["a.txt"]);
        var ended = house.EventsOf(job).OfType<PhaseEnded>().ToList();
        ended.Select(static phase => phase.Phase).ShouldBe(["analyze", "plan", "implement", "validate", "deliver"]);
        ended[1].Result!.Value.GetProperty("steps")[0].GetString().ShouldBe("write a.txt");
    }

    [Theory]
    [InlineData("write_file", """{"file":"a.txt","content":"no"}""")]
    [InlineData("bash", """{"command":"echo no > a.txt"}""")]
    [InlineData("code_edit", """{"file":"b.txt","old":"x","new":"y"}""")]
    public async Task A_phase_that_may_not_write_refuses_what_writes(string tool, string arguments)
    {
        var model = ScriptedModel.Of([
            ScriptedModel.Calls((tool, arguments)),
            .. GoodBuild.Take(1),
            ScriptedModel.Says("stop"),
            ScriptedModel.Says("stop"),
        ]);
        await using var house = new JobHarness(model, rules: JobHarness.AllowAll);
        house.Write("b.txt", "x");

        var job = house.Start(agent: "build");
        await job.EndAsync();

        var outcome = house.EventsOf(job).OfType<ToolCallEnded>().First().Outcome;
        outcome.Result.ShouldBe(ToolResult.Refused);
        outcome.Text.ShouldContain("read_file, search_code, find_files, finish");
        File.Exists(Path.Combine(house.Project, "a.txt")).ShouldBeFalse();
        house.Read("b.txt").ShouldBe("x");
    }

    [Fact]
    public async Task A_finish_whose_result_does_not_fit_is_sent_back_with_an_example()
    {
        var model = ScriptedModel.Of([
            ScriptedModel.Calls(("finish", """{"summary":"looked","result":{"approach":3}}""")),
            .. GoodBuild,
        ]);
        await using var house = new JobHarness(model);

        var job = house.Start(agent: "build");
        (await job.EndAsync()).Status.ShouldBe(JobStatus.Complete);

        var outcome = house.EventsOf(job).OfType<ToolCallEnded>().First().Outcome;
        outcome.Result.ShouldBe(ToolResult.Failed);
        outcome.Text.ShouldContain("src/login.c");
    }

    [Fact]
    public async Task Interactive_mode_asks_after_each_phase_but_the_last()
    {
        await using var house = new JobHarness(ScriptedModel.Of(GoodBuild));
        var job = house.Start(agent: "build", mode: Mode.Interactive);

        for (var i = 1; i <= 4; i++)
        {
            await WaitForQuestionAsync(job, i);
            job.View.Status.ShouldBe(JobStatus.Waiting);
            job.Send(new JobMessage.Reply(i, Answer.Once));
        }

        (await job.EndAsync()).Status.ShouldBe(JobStatus.Complete);
        house
            .EventsOf(job)
            .OfType<ReviewAsked>()
            .Select(static asked => asked.Phase)
            .ShouldBe(["analyze", "plan", "implement", "validate"]);
    }

    [Fact]
    public async Task A_review_that_was_not_given_is_still_asked_for_whatever_mode_the_job_goes_on_in()
    {
        await using var house = new JobHarness(ScriptedModel.Of(GoodBuild));
        var job = await AtReviewAsync(house, phase: 3);
        await house.Scheduler.InterruptAsync(TimeSpan.FromSeconds(5));

        var resumed = house.Scheduler.Resume(job.Id.ToString(), new JobResumed(), Mode.Background);
        await WaitForQuestionAsync(resumed, 3);

        resumed.View.Question!.Subject.ShouldBe("implement");
        house.EventsOf(job).OfType<PhaseStarted>().Count().ShouldBe(3);
        resumed.Send(new JobMessage.Reply(3, Answer.Once));
        (await resumed.EndAsync()).Status.ShouldBe(JobStatus.Complete);
        // In the background nothing more is asked.
        house.EventsOf(job).OfType<ReviewAnswered>().Count().ShouldBe(3);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Going_on_in_the_background_at_any_phase_asks_no_more(int phase)
    {
        await using var house = new JobHarness(ScriptedModel.Of(GoodBuild));
        var job = await AtReviewAsync(house, phase);

        job.Send(new JobMessage.ChangeMode(Mode.Background));

        (await job.EndAsync()).Status.ShouldBe(JobStatus.Complete);
        house.EventsOf(job).OfType<ReviewAsked>().Count().ShouldBe(phase);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Cancelling_at_the_review_of_any_phase_changes_nothing_in_the_tree(int phase)
    {
        await using var house = new JobHarness(
            ScriptedModel.Of(GoodBuild),
            static settings => settings with { Isolation = Isolation.Tree },
            JobHarness.AllowAll
        );
        var job = await AtReviewAsync(house, phase);

        job.Send(new JobMessage.Cancel());

        (await job.EndAsync()).Status.ShouldBe(JobStatus.Cancelled);
        Directory.GetFileSystemEntries(house.Project).ShouldBeEmpty();
    }

    private static async Task<Job> AtReviewAsync(JobHarness house, int phase)
    {
        var job = house.Start(agent: "build", mode: Mode.Interactive);
        for (var i = 1; i < phase; i++)
        {
            await WaitForQuestionAsync(job, i);
            job.Send(new JobMessage.Reply(i, Answer.Once));
        }
        await WaitForQuestionAsync(job, phase);
        return job;
    }

    [Fact]
    public void Every_agent_that_comes_with_pedrocode_can_be_read_and_names_only_tools_there_are()
    {
        foreach (var agent in AgentFile.BuiltIn.Select(AgentFile.Load))
        {
            agent.Description.ShouldNotBeEmpty();
            agent.Prompt.ShouldNotBeEmpty();
            var tools = StandardTools.All.Definitions.Select(static tool => tool.Name).ToList();
            agent.Phases.SelectMany(static phase => phase.Tools).ShouldAllBe(tool => tools.Contains(tool));
        }
    }

    [Fact]
    public void A_broken_agent_file_names_the_line_and_the_fault()
    {
        var text =
            "---\ndescription: x\nphases:\n  - name: a\n    rounds: many\n    goal: g\n    tools: []\n---\nprompt";

        Should
            .Throw<Core.UserError>(() => AgentFile.Parse("mine", "mine.md", text))
            .Message.ShouldBe("mine.md:5: 'rounds' must be a number above 0");
    }

    private static async Task WaitForQuestionAsync(Job job, int number)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await foreach (var entry in job.FollowAsync(0, deadline.Token))
        {
            if (entry.Event is ReviewAsked asked && asked.Number == number)
            {
                return;
            }
        }
    }
}
