using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Models;
using Pedrocode.Core.Trees;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Trees;

public sealed class RewindSpecs
{
    [Fact]
    public async Task A_retry_puts_tree_and_conversation_back_to_the_start_of_the_last_phase()
    {
        var model = new ScriptedModel(static request =>
            Said(request, "do it better") switch
            {
                false when Replies(request) == 0 => ScriptedModel.Calls(
                    ("write_file", """{"file":"first.txt","content":"try\n"}"""),
                    (
                        "bash",
                        """{"command":"echo spoilt > a.txt; rm b.txt; mkdir -p d/e; echo x > d/e/f; chmod +x c.sh"}"""
                    )
                ),
                false => throw new JobFailure("the model broke"),
                true when Replies(request) == 0 => ScriptedModel.Calls(
                    ("bash", """{"command":"cat a.txt b.txt; ls; ls -l c.sh | cut -c1-10"}""")
                ),
                true => ScriptedModel.Finish("second"),
            }
        );
        await using var house = House(model);
        var project = Project(house);
        var job = house.Start(agent: "quick");
        (await job.EndAsync()).Error.ShouldBe("the model broke");

        var again = house.Scheduler.Retry(job.Id.ToString(), "do it better", Mode.Background);
        (await again.EndAsync()).Status.ShouldBe(JobStatus.Complete, again.View.Error);

        again.View.Output.ShouldBe("second");
        var outcome = house
            .EventsOf(job)
            .OfType<ToolCallEnded>()
            .Last(static ended => ended.Tool == "bash")
            .Outcome.Text;
        outcome.ShouldBe("exit code 0\none\ntwo\na.txt\nb.txt\nc.sh\n-rw-r--r--\n");
        again.View.Files.ShouldBeEmpty();
        again.View.Checkpoint!.Tree.ShouldBe(again.View.Base!.Tree);
        var messages = model.Requests.Last().Messages;
        messages.ShouldAllBe(static message => !message.ToString()!.Contains("first.txt"));
        messages.OfType<UserMessage>().Single().Text.ShouldEndWith("The user says: do it better");
        project.Git("status", "--porcelain").ShouldBe("");
    }

    [Fact]
    public async Task A_phase_that_the_user_wants_again_begins_where_it_began()
    {
        var model = new ScriptedModel(static request =>
        {
            var text = string.Concat(request.Messages.OfType<UserMessage>().Select(static message => message.Text));
            return (text.Contains("Phase 2 of"), text.Contains("look deeper")) switch
            {
                (false, false) => ScriptedModel.Calls(("finish", Analysis("shallow"))),
                (false, true) => ScriptedModel.Calls(("finish", Analysis("deep"))),
                _ => ScriptedModel.Says("enough"),
            };
        });
        await using var house = House(model);
        Project(house);
        var job = house.Start(agent: "build", mode: Mode.Interactive);
        var asked = await job.EventAsync<ReviewAsked>();
        job.Send(new JobMessage.Reply(asked.Number, Answer.No, "look deeper"));
        await foreach (var entry in job.FollowAsync(0, TestContext.Current.CancellationToken))
        {
            if (entry.Event is ReviewAsked second && second.Number != asked.Number)
            {
                job.Send(new JobMessage.Reply(second.Number, Answer.Once));
                break;
            }
        }
        await job.EndAsync();

        house
            .EventsOf(job)
            .OfType<PhaseEnded>()
            .Select(static ended => (ended.Phase, ended.Summary))
            .ShouldBe([("analyze", "shallow"), ("analyze", "deep")]);
        house.EventsOf(job).OfType<PhaseStarted>().Select(static phase => phase.Number).ShouldBe([1, 1, 2]);
        var conversation = string.Join(
            '\n',
            model.Requests.Last().Messages.Select(static message => message.ToString())
        );
        conversation.ShouldNotContain("shallow");
    }

    [Fact]
    public async Task A_rewind_that_a_crash_cut_short_is_made_whole_when_the_job_goes_on()
    {
        var model = new ScriptedModel(static request =>
            Replies(request) switch
            {
                0 => ScriptedModel.Calls(("bash", """{"command":"cat a.txt; echo spoilt > a.txt"}""")),
                1 when !Said(request, "done again") => throw new JobFailure("the model broke"),
                _ => ScriptedModel.Finish(),
            }
        );
        await using var house = House(model);
        Project(house);
        var job = house.Start();
        (await job.EndAsync()).Error.ShouldBe("the model broke");
        using (var journal = Journal.Open(house.DirectoryOf(job), TimeProvider.System))
        {
            journal.Append(new JobResumed(), new Rewound(1), new JobStarted(1), new JobInterrupted("crash"));
        }

        var again = house.Scheduler.Resume(job.Id.ToString(), new JobResumed(), Mode.Background);
        (await again.EndAsync()).Status.ShouldBe(JobStatus.Complete, again.View.Error);

        house
            .EventsOf(job)
            .OfType<ToolCallEnded>()
            .Last(static ended => ended.Tool == "bash")
            .Outcome.Text.ShouldBe("exit code 0\none\n");
    }

    private static string Analysis(string summary) =>
        $$"""{"summary":"{{summary}}","result":{"files":[],"approach":"{{summary}}"} }""";

    private static bool Said(ModelRequest request, string text) =>
        request.Messages.OfType<UserMessage>().Any(message => message.Text.Contains(text, StringComparison.Ordinal));

    private static int Replies(ModelRequest request) =>
        request.Messages.Count(static message => message is AssistantMessage);

    private static JobHarness House(ScriptedModel model) =>
        new(model, static settings => settings with { Isolation = Isolation.Tree }, JobHarness.AllowAll);

    private static GitProject Project(JobHarness house)
    {
        var project = GitProject.Init(house.Project);
        project.Write("a.txt", "one\n");
        project.Write("b.txt", "two\n");
        project.Write("c.sh", "true\n");
        project.Commit();
        return project;
    }
}
