using Pedrocode.Core.Jobs;
using Pedrocode.Core.Models;
using Pedrocode.Core.Trees;
using Pedrocode.Core.Trees.Landings;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Trees.Landings;

/// <summary>An undo that is refused says who changed the same lines since.</summary>
public sealed class RefusedUndoSpecs
{
    [Fact]
    public async Task A_job_that_landed_there_later_is_named_and_the_users_own_edit_is_not_laid_at_its_door()
    {
        await using var house = new JobHarness(
            new ScriptedModel(static request =>
                request.Messages.Any(static message => message is AssistantMessage)
                    ? ScriptedModel.Finish()
                    : ScriptedModel.Calls(("bash", $$"""{"command":"{{Command(request)}}"}"""))
            ),
            static settings => settings with { Isolation = Isolation.Tree },
            JobHarness.AllowAll
        );
        var project = GitProject.Init(house.Project);
        project.Write("a.txt", "one\ntwo\n");
        project.Write("b.txt", "one\n");
        project.Commit();
        var first = await LandsAsync(house, "sed -i s/two/2/ a.txt; sed -i s/one/1/ b.txt");
        var second = await LandsAsync(house, "sed -i s/2/zwei/ a.txt");
        project.Write("b.txt", "uno\n");
        var landings = new JobLandings(house.State, TimeProvider.System, house.Project, commits: false);

        var refused = await landings.UndoAsync(first.ToString(), CancellationToken.None);

        refused.Outcome.ShouldBe(WorkOutcome.Conflicts);
        refused
            .Conflicts.Select(static conflict => (conflict.Path, Named: conflict.Why.Split("; ").ElementAtOrDefault(1)))
            .ShouldBe([("a.txt", $"{second} landed in it later"), ("b.txt", null)]);
        (house.Read("a.txt"), house.Read("b.txt")).ShouldBe(("one\nzwei\n", "uno\n"));
        // With the later one gone the earlier can go, but for the user's own line.
        (await landings.UndoAsync(second.ToString(), CancellationToken.None)).Outcome.ShouldBe(WorkOutcome.Done);
        (await landings.UndoAsync(first.ToString(), CancellationToken.None))
            .Conflicts.Select(static conflict => conflict.Path)
            .ShouldBe(["b.txt"]);
    }

    private static async Task<JobId> LandsAsync(JobHarness house, string command)
    {
        var job = house.Start(command);
        (await job.EndAsync()).Landing.ShouldBe(LandingState.Landed, job.View.Error);
        return job.Id;
    }

    private static string Command(ModelRequest request) =>
        request.Messages.OfType<UserMessage>().First().Text.Split('\n')[0]["Task: ".Length..];
}
