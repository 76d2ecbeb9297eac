using Pedrocode.EndToEnd.Testing;
using Pedrocode.FakeModel;

namespace Pedrocode.EndToEnd.Survival;

[Trait("Category", "Aot")]
public class PurgeSpecs
{
    [Fact]
    public async Task Everything_of_ours_goes_after_a_yes_and_nothing_else_does()
    {
        var hold = new Hold();
        await using var pedro = await Pedro.WithAsync(
            new Rule
            {
                When = new When { Task = "wait" },
                Hold = hold,
            },
            new Rule
            {
                When = new When { Rounds = 0 },
                Reply = FakeReply.Call("write_file", """{"file":"made.txt","content":"made\n"}"""),
            },
            new Rule { Reply = FakeReply.Call("finish", """{"summary":"All done."}""") }
        );
        var project = pedro.Project();
        Git.Run(project, "init", "-q");
        Git.Run(project, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "c", "--allow-empty");
        (await pedro.RunAsync("run", "--agent", "quick", "--no-apply", "make it")).Code.ShouldBe(0);
        var strange = Path.Combine(pedro.State, "mine.txt");
        await File.WriteAllTextAsync(strange, "mine", TestContext.Current.CancellationToken);

        (await pedro.RunAsync("purge")).Code.ShouldBe(2);

        var running = pedro.Start(["run", "--agent", "quick", "wait"]);
        await hold.Reached;
        var refused = await pedro.RunAsync("purge", "--yes");
        (refused.Code, refused.Error).ShouldSatisfyAllConditions(
            said => said.Code.ShouldBe(1),
            said => said.Error.ShouldContain("nothing was deleted")
        );
        Directory.GetDirectories(Path.Combine(pedro.State, "jobs")).Length.ShouldBe(2);
        running.Signal(15);
        await running.EndAsync();

        var purged = await pedro.RunAsync("purge", "--yes");

        purged.Code.ShouldBe(0, purged.Error);
        purged.Output.ShouldStartWith("Deleted 2 jobs");
        Directory.GetFileSystemEntries(pedro.State).ShouldBe([strange]);
        var refs = Git.Run(project, "for-each-ref", "--format=%(refname)", "refs/pedrocode");
        refs.ShouldStartWith("refs/pedrocode/salvage/job-");
        refs.Trim().Split('\n').Length.ShouldBe(1, refs);
        File.Exists(pedro.Config).ShouldBeTrue();
    }
}
