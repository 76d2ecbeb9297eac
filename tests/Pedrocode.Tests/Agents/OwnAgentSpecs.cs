using Pedrocode.Core;
using Pedrocode.Core.Agents;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Permissions;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Agents;

public sealed class OwnAgentSpecs : IDisposable
{
    private const string Mine = """
        ---
        description: looks only
        phases:
          - name: look
            rounds: 1
            tools: [read_file, plan]
            goal: Look.
        ---
        You look.
        """;

    private readonly TempDirectory temp = new();
    private readonly Trust trust;
    private readonly OwnAgents agents;

    public OwnAgentSpecs()
    {
        trust = new Trust(temp.At("state"));
        agents = new OwnAgents(temp.At("user"), "~/agent", () => trust.Trusted(temp.At("project")));
    }

    public void Dispose() => temp.Dispose();

    [Fact]
    public void A_projects_file_counts_once_the_folder_is_trusted_and_then_before_the_users()
    {
        temp.Write("user/mine.md", Mine);
        temp.Write("project/.pedro/agent/mine.md", Mine.Replace("looks only", "looks for the project"));
        agents.Find("mine").Where.ShouldBe("~/agent/mine.md");

        trust.Accept(trust.Look(temp.At("project")));

        agents.Find("mine").Where.ShouldBe(".pedro/agent/mine.md");
        agents.Find("mine").Agent!.Description.ShouldBe("looks for the project");
        agents
            .All()
            .Select(static agent => agent.Where)
            .TakeLast(2)
            .ShouldBe([".pedro/agent/mine.md", "~/agent/mine.md"]);
    }

    [Fact]
    public void A_changed_file_counts_at_the_next_use()
    {
        temp.Write("user/mine.md", Mine);
        agents.Find("mine").Agent!.Phases.Single().Rounds.ShouldBe(1);

        temp.Write("user/mine.md", Mine.Replace("rounds: 1", "rounds: 7"));

        agents.Find("mine").Agent!.Phases.Single().Rounds.ShouldBe(7);
    }

    [Theory]
    [InlineData("rounds: 1", "rounds: many", "~/agent/bad.md:5: 'rounds' must be a number above 0")]
    [InlineData("read_file", "reed_file", "~/agent/bad.md:6: 'tools' holds 'reed_file'; known: ")]
    [InlineData("description:", "descripton:", "~/agent/bad.md:2: there is no 'descripton'; known: ")]
    [InlineData("goal: Look.", "goal: [", "~/agent/bad.md:")]
    [InlineData("---", "", "~/agent/bad.md:1: front matter between two lines '---' is missing")]
    public void A_broken_file_is_one_line_with_file_line_and_fault_and_hides_no_other(
        string good,
        string bad,
        string fault
    )
    {
        temp.Write("user/bad.md", Mine.Replace(good, bad));
        temp.Write("user/mine.md", Mine);

        var line = agents.All().Single(static agent => agent.Name == "bad").Fault!;

        line.ShouldStartWith(fault);
        line.ShouldNotContain('\n');
        Should.Throw<UserError>(() => agents.Find("bad")).Message.ShouldBe(line);
        agents.Find("mine").Agent.ShouldNotBeNull();
    }

    [Fact]
    public void No_file_takes_the_place_of_an_agent_of_pedrocode()
    {
        temp.Write("user/build.md", Mine);

        agents.Find("build").Recipe.ShouldBeNull();
        agents
            .All()
            .Last()
            .Fault.ShouldBe("~/agent/build.md:1: 'build' is an agent of pedrocode; give the file another name");
    }

    [Fact]
    public async Task A_job_goes_on_with_the_recipe_it_began_with_though_the_file_is_gone()
    {
        var model = ScriptedModel.Of(
            ScriptedModel.Calls(("plan", """{"steps":["a"]}""")),
            ScriptedModel.Finish("looked")
        );
        await using var house = new JobHarness(model);
        var job = house.Scheduler.Start(
            new JobRequest("mine", "look around")
            {
                Recipe = Mine,
                WorkDir = house.Project,
                Session = "test",
                Model = "scripted",
            }
        );
        (await job.EndAsync()).Status.ShouldBe(JobStatus.Paused);

        var view = await house
            .Scheduler.Resume(job.Id.ToString(), new JobResumed(Rounds: 5), Mode.Background)
            .EndAsync();

        view.Status.ShouldBe(JobStatus.Complete);
        view.Output.ShouldBe("looked");
        house.EventsOf(job).OfType<ConversationOpened>().Single().System.ShouldStartWith("You look.");
    }
}
