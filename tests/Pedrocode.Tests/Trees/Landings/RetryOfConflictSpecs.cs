using Pedrocode.Core.Agents;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Models;
using Pedrocode.Core.Trees;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Trees.Landings;

/// <summary>A job of several phases that could not land is done again from the last one that may write.</summary>
public sealed class RetryOfConflictSpecs
{
    private const string Settle = """{"command":"sed -i '/^[<=>]\\{7\\}/d' a.txt"}""";

    [Fact]
    public async Task The_last_writing_phase_is_open_until_no_marker_is_left_and_the_phases_behind_it_come_again()
    {
        GitProject? project = null;
        var model = new ScriptedModel(request =>
        {
            if (request.Messages.OfType<UserMessage>().Last().Text.Contains("Phase 4 of", StringComparison.Ordinal))
            {
                // While the job works the user edits the same line.
                project!.Write("a.txt", "one\ntwo, mine\nthree\n");
            }
            return Answer(request);
        });
        await using var house = new JobHarness(
            model,
            static settings => settings with { Isolation = Isolation.Tree, Retention = JobRetention.KeepEverything },
            JobHarness.AllowAll
        );
        project = GitProject.Init(house.Project);
        project.Write("a.txt", "one\ntwo\nthree\n");
        project.Commit();
        var job = house.Start(agent: "build");
        (await job.EndAsync()).NotAppliedWhy.ShouldBe("conflicts in a.txt", job.View.Error);
        project.Git("diff", "--name-only").ShouldBe("a.txt");
        var phases = PhasesOf(house, job).Count;

        var again = house.Scheduler.Retry(job.Id.ToString(), feedback: null, Mode.Background);
        var view = await again.EndAsync();

        (view.Status, view.Landing).ShouldBe((JobStatus.Complete, LandingState.Landed), view.Error);
        house.Read("a.txt").ShouldBe("one\ntwo, mine\ntwo, job\nthree\n");
        PhasesOf(house, job).Skip(phases).ShouldBe(["validate", "deliver"]);
        var told = house.EventsOf(job).OfType<Nudged>().ShouldHaveSingleItem().Text;
        told.ShouldStartWith("The phase is open again: conflict markers still stand in a.txt.");
        model.Requests.Last().Messages.OfType<UserMessage>().Count(message => message.Text == told).ShouldBe(1);
    }

    [Theory]
    [InlineData("quick")]
    [InlineData("build")]
    public async Task Attached_files_are_told_as_they_stand_in_the_new_base(string agent)
    {
        GitProject? project = null;
        await using var house = new JobHarness(
            new ScriptedModel(request =>
            {
                var text = request.Messages.OfType<UserMessage>().Last().Text;
                if (
                    text.Contains("Phase 4 of", StringComparison.Ordinal)
                    || (agent == "quick" && request.Messages.OfType<AssistantMessage>().Any())
                )
                {
                    project!.Write("a.txt", "one\ntwo, mine\nthree\n");
                    project.Write("b.txt", "B\n");
                }
                return Answer(request);
            }),
            static settings => settings with { Isolation = Isolation.Tree, Retention = JobRetention.KeepEverything },
            JobHarness.AllowAll
        );
        project = GitProject.Init(house.Project);
        project.Write("a.txt", "one\ntwo\nthree\n");
        project.Write("b.txt", "b\n");
        project.Write("c.txt", "c\n");
        project.Commit();
        const string task = "do as @b.txt and @c.txt say";
        var job = house.Scheduler.Start(
            new JobRequest(agent, task)
            {
                WorkDir = house.Project,
                Session = "test",
                Model = "scripted",
                Attached = AttachedFiles.Read(task, JobTrees.InPlace(house.Project)),
            }
        );
        (await job.EndAsync()).NotAppliedWhy.ShouldBe("conflicts in a.txt", job.View.Error);

        var view = await house.Scheduler.Retry(job.Id.ToString(), feedback: null, Mode.Background).EndAsync();

        view.Landing.ShouldBe(LandingState.Landed, view.Error);
        var told = house
            .EventsOf(job)
            .OfType<PhaseStarted>()
            .Last(static phase => phase.Message.Contains("have changed since you began"))
            .Message;
        told.ShouldContain("[attached b.txt]\nB\n[end of b.txt]");
        // What is as it was stands in the conversation already.
        told.ShouldNotContain("[attached c.txt]");
    }

    private static List<string> PhasesOf(JobHarness house, Job job) =>
        [.. house.EventsOf(job).OfType<PhaseStarted>().Select(static phase => phase.Phase)];

    private static ModelReply Answer(ModelRequest request)
    {
        var opening = request.Messages.ToList().FindLastIndex(static message => message is UserMessage);
        var text = ((UserMessage)request.Messages[opening]).Text;
        var replies = request.Messages.Skip(opening).Count(static message => message is AssistantMessage);
        return text switch
        {
            _ when text.Contains("markers still stand", StringComparison.Ordinal) && replies == 0 =>
                ScriptedModel.Calls(("bash", Settle)),
            _ when text.Contains("have changed since you began", StringComparison.Ordinal)
                    && !text.Contains("Phase ", StringComparison.Ordinal)
                    && replies == 0 => ScriptedModel.Calls(("bash", Settle)),
            _ when (
                    text.Contains("Phase 3 of", StringComparison.Ordinal)
                    || !text.Contains("Phase ", StringComparison.Ordinal)
                )
                    && replies == 0 => ScriptedModel.Calls(
                ("bash", """{"command":"sed -i 's/^two$/two, job/' a.txt"}""")
            ),
            _ => ScriptedModel.Calls(("finish", Finish(text))),
        };
    }

    private static string Finish(string phase) =>
        phase.Contains("Phase 1 of", StringComparison.Ordinal)
            ? """{"summary":"s","result":{"files":["a.txt"],"approach":"x"} }"""
        : phase.Contains("Phase 2 of", StringComparison.Ordinal) ? """{"summary":"s","result":{"steps":["x"]} }"""
        : phase.Contains("Phase 5 of", StringComparison.Ordinal)
            ? """{"summary":"s","result":{"commit_message":"m"} }"""
        : """{"summary":"s"}""";
}
