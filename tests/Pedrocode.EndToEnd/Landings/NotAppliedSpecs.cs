using Pedrocode.EndToEnd.Testing;
using Pedrocode.FakeModel;

namespace Pedrocode.EndToEnd.Landings;

[Trait("Category", "Aot")]
public sealed class NotAppliedSpecs
{
    [Fact]
    public async Task A_result_that_does_not_land_is_exit_code_5_unless_it_was_not_to_land()
    {
        await using var pedro = await Pedro.WithAsync([
            new Rule
            {
                When = new When { Rounds = 0 },
                Reply = new FakeReply { Calls = [new FakeCall("bash", """{"command":"echo job > a.txt"}""")] },
            },
            new Rule { Reply = new FakeReply { Calls = [new FakeCall("finish", """{"summary":"Done."}""")] } },
        ]);
        var project = pedro.Project();
        Git.Run(project, "init", "-q", "-b", "main");
        Write("a.txt", "one\n");
        Git.Run(project, "add", "-A");
        Git.Run(project, "-c", "user.name=User", "-c", "user.email=user@example.org", "commit", "-q", "-m", "first");

        var kept = await pedro.RunAsync("--allow", "all", "run", "--agent", "quick", "--no-apply", "go");

        kept.Code.ShouldBe(0, kept.Error);
        kept.Error.ShouldContain("not applied: --no-apply was given");
        Read("a.txt").ShouldBe("one\n");

        Write(".git/MERGE_HEAD", "");
        var refused = await pedro.RunAsync("--allow", "all", "run", "--agent", "quick", "go");

        refused.Code.ShouldBe(5, refused.Output);
        (refused.Output + refused.Error).ShouldContain("not applied: a merge is under way");
        Read("a.txt").ShouldBe("one\n");
        File.Delete(Path.Combine(project, ".git", "MERGE_HEAD"));

        var id = (await pedro.JobsAsync())[0].GetProperty("id").GetString()!;
        Write("a.txt", "mine\n");
        (await pedro.RunAsync("apply", id)).Code.ShouldBe(5);
        Read("a.txt").ShouldBe("mine\n");
        Write("a.txt", "one\n");
        (await pedro.RunAsync("apply", id)).Code.ShouldBe(0);
        Read("a.txt").ShouldBe("job\n");
        (await pedro.RunAsync("undo", id)).Code.ShouldBe(0);
        var salvage = await pedro.RunAsync("salvage", "--json");
        salvage.Output.Trim().ShouldBe($$"""[{"id":"{{id}}","files_changed":["a.txt"]}]""");
        (await pedro.RunAsync("fsck")).Code.ShouldBe(0);

        string Read(string name) => File.ReadAllText(Path.Combine(project, name));
        void Write(string name, string content) => File.WriteAllText(Path.Combine(project, name), content);
    }
}
