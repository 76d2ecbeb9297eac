using System.Security.Cryptography;
using Pedrocode.EndToEnd.Testing;
using Pedrocode.FakeModel;

namespace Pedrocode.EndToEnd.Landings;

/// <summary>A job left at its menu, and its work afterwards: at the prompt and from another terminal, each asked twice.</summary>
[Trait("Category", "Aot")]
public sealed class MenuAndVerbsSpecs
{
    private const string Menu = "[c/r/d/b/x]>";

    [Fact]
    public async Task Left_at_the_menu_the_users_tree_is_as_it_was_and_what_was_made_can_be_had_and_given_back_any_number_of_times()
    {
        await using var pedro = await Pedro.WithAsync(
            Phase(1, "finish", """{"summary":"Analyzed it","result":{"files":["a.txt"],"approach":"b"}}"""),
            Phase(2, "finish", """{"summary":"planned","result":{"steps":["touch it"]}}"""),
            new Rule
            {
                When = new When { LastUser = "Phase 3 of 5", RoundsSinceUser = 0 },
                Reply = Call("bash", """{"command":"echo job >> a.txt; echo new > new.txt"}"""),
            },
            Phase(3, "finish", """{"summary":"implemented"}""")
        );
        var project = pedro.Project();
        Git.Run(project, "init", "-q", "-b", "main");
        File.WriteAllText(Path.Combine(project, "a.txt"), "one\n");
        Git.Run(project, "add", "-A");
        Git.Run(project, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "first");
        File.WriteAllText(Path.Combine(project, "mine.txt"), "mine\n");
        var before = Everything();
        await using var terminal = await pedro.StartInTerminalAsync("--allow", "all");

        await terminal.TypeLineAsync("make it");
        foreach (var said in (string[])["Analyzed it", "planned", "implemented"])
        {
            await terminal.WaitForAsync(said);
            await terminal.WaitForLineAsync(Menu);
            await terminal.TypeLineAsync(said == "implemented" ? "d" : "c");
        }
        await terminal.WaitForAsync("+job");
        await terminal.WaitForLineAsync(Menu);
        await terminal.TypeLineAsync("x");
        await terminal.WaitForLineAsync("pedro:build>");

        Everything().ShouldBe(before);
        var id = (await pedro.JobsAsync())[0].GetProperty("id").GetString()!;
        await TwiceAsync("diff", "new.txt", "new.txt", changes: false);
        await TwiceAsync("apply", "2 files", "is applied already", changes: true);
        await TwiceAsync("undo", "2 files", "is taken back already", changes: true);
        Everything().ShouldBe(before);
        await SaysAsync("/salvage", id);
        await TwiceAsync("apply", "2 files", "is applied already", changes: true);
        await TwiceAsync("undo", "2 files", "is taken back already", changes: true);
        await TwiceAsync("discard", "Discarded", "Discarded", changes: false);
        (await pedro.RunAsync("discard", id, "--for-good")).Code.ShouldBe(0);
        (await pedro.RunAsync("salvage", "--json")).Output.Trim().ShouldBe("[]");
        Everything().ShouldBe(before);
        Git.Run(project, "fsck", "--strict");
        (await pedro.RunAsync("fsck")).Code.ShouldBe(0);

        // At the prompt, at the prompt again, from another terminal: what is so already stays so.
        async Task TwiceAsync(string action, string says, string again, bool changes)
        {
            var was = Everything();
            await SaysAsync($"/{action} {id}", says);
            var then = Everything();
            then.SequenceEqual(was).ShouldBe(!changes, action);
            await SaysAsync($"/{action} {id}", again);
            var verb = await pedro.RunAsync(action, id);
            verb.Code.ShouldBe(0, $"{action}: {verb.Output}{verb.Error}");
            Everything().ShouldBe(then, action);
        }

        async Task SaysAsync(string line, string says)
        {
            await terminal.TypeLineAsync("/clear");
            await terminal.WaitAsync(
                "a clear screen",
                static screen => screen.Rows.Count(static row => row.Trim().Length > 0) <= 1
            );
            await terminal.TypeLineAsync(line);
            await terminal.WaitAsync(
                $"{line} says {says}",
                screen =>
                    screen.Line == "pedro:build>"
                    && screen.Rows.Any(row => row.Contains(says, StringComparison.Ordinal) && !row.Contains(line))
            );
        }

        // Our own refs and their objects aside.
        List<string> Everything() =>
            [
                .. Directory
                    .GetFiles(project, "*", SearchOption.AllDirectories)
                    .Where(static file => !file.Contains("/.git/objects/") && !file.Contains("/refs/pedrocode/"))
                    .Select(static file =>
                        $"{file} {File.GetUnixFileMode(file)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}"
                    )
                    .Order(StringComparer.Ordinal),
            ];
    }

    private static Rule Phase(int number, string tool, string arguments) =>
        new()
        {
            When = new When { LastUser = $"Phase {number} of 5" },
            Reply = Call(tool, arguments),
        };

    private static FakeReply Call(string name, string arguments) => new() { Calls = [new FakeCall(name, arguments)] };
}
