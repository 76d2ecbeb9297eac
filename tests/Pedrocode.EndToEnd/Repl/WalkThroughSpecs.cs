using Pedrocode.EndToEnd.Testing;
using Pedrocode.FakeModel;

namespace Pedrocode.EndToEnd.Repl;

/// <summary>A task from its first phase to its last at the terminal, line by line.</summary>
[Trait("Category", "Aot")]
public sealed class WalkThroughSpecs
{
    private const string Menu = "[c/r/d/b/x]>";

    [Fact]
    public async Task At_every_phase_every_key_does_what_it_says_and_the_end_names_the_job_its_checks_and_the_way_back()
    {
        await using var pedro = await Pedro.WithAsync(
            Writes("again implement", "two"),
            Ends("again implement", """{"summary":"Did it otherwise"}"""),
            Ends("again analyze", """{"summary":"Looked again","result":{"files":["a.txt"],"approach":"b"}}"""),
            Ends("again plan", """{"summary":"Planned again","result":{"steps":["write it"]}}"""),
            Ends("again validate", """{"summary":"Tested again"}"""),
            Ends(
                "Phase 1 of 5",
                """{"summary":"Analyzed codebase, found auth files...","result":{"files":["a.txt"],"approach":"b"}}"""
            ),
            Ends("Phase 2 of 5", """{"summary":"Planned it","result":{"steps":["write it"]}}"""),
            // The first try leaves a file that the second does not make.
            new Rule
            {
                When = new When { LastUser = "Phase 3 of 5", RoundsSinceUser = 0 },
                Reply = new FakeReply
                {
                    Calls =
                    [
                        new FakeCall("write_file", """{"file":"new.txt","content":"one\n"}"""),
                        new FakeCall("write_file", """{"file":"stray.txt","content":"s\n"}"""),
                    ],
                },
            },
            Ends("Phase 3 of 5", """{"summary":"Did it"}"""),
            Ends("Phase 4 of 5", """{"summary":"Tested it"}"""),
            Ends("Phase 5 of 5", """{"summary":"All done.","result":{"commit_message":"new: a file"}}""")
        );
        var project = pedro.Project();
        File.WriteAllText(Path.Combine(project, "a.txt"), "a\n");
        File.WriteAllText(Path.Combine(project, "Makefile"), "test:\n\ttrue\n");
        Git.Commit(project, "first");
        await using var terminal = await pedro.StartInTerminalAsync("--allow", "all");
        await terminal.TypeLineAsync("add authentication to the API");
        await terminal.WaitForLineAsync(Menu);
        var screen = string.Join('\n', await terminal.LookBackAsync());
        foreach (var part in Walk.Split("\n\n"))
        {
            screen.ShouldContain(part);
        }

        var sign = 100;
        foreach (
            var (phase, changes, again) in new[]
            {
                ("analyze", "No changes", "Looked again"),
                ("plan", "No changes", "Planned again"),
                ("implement", "+one", "Did it otherwise"),
                ("validate", "+two", "Tested again"),
            }
        )
        {
            await terminal.WaitForAsync($"📊 Phase: {phase}");
            await terminal.WaitForLineAsync(Menu);
            await terminal.TypeLineAsync("d");
            await SignAsync();
            (await terminal.LookBackAsync()).ShouldContain(row => row.Trim() == changes);
            await terminal.TypeLineAsync("/jobs");
            await SignAsync();
            (await terminal.LookAsync()).Contains("(build) - waiting - ").ShouldBeTrue();
            await terminal.TypeLineAsync("what?");
            await SignAsync();
            await terminal.TypeLineAsync("r");
            await terminal.WaitForLineAsync("Feedback (Enter for none)>");
            await terminal.TypeLineAsync($"again {phase}");
            await terminal.WaitForAsync(again);
            await terminal.WaitForLineAsync(Menu);
            File.Exists(Path.Combine(project, "new.txt")).ShouldBeFalse();
            await terminal.TypeLineAsync(phase == "plan" ? "" : "c");
        }

        var end = await terminal.WaitForAsync("🎉 Done!");
        await terminal.WaitForLineAsync("pedro:build>");
        var id = (await pedro.JobsAsync())[0].GetProperty("id").GetString()!;
        end.ToString()
            .ShouldContain($"{id}: Modified 1 file (+1 −0), verified     /diff {id[^3..]} · /undo {id[^3..]}");
        File.ReadAllText(Path.Combine(project, "new.txt")).ShouldBe("two\n");
        await terminal.TypeLineAsync($"/undo {id[^3..]}");
        await terminal.WaitForAsync($"Took back {id}");
        File.Exists(Path.Combine(project, "new.txt")).ShouldBeFalse();

        // Whatever was typed before is done, and the menu is back.
        async Task SignAsync()
        {
            await terminal.TypeLineAsync($"!echo $(({sign}+1))nth");
            await terminal.WaitForAsync($"{++sign}nth");
            await terminal.WaitForLineAsync(Menu);
        }
    }

    private const string Walk = """
        🔍 Starting interactive execution
           You'll review and approve each phase

        📋 Phase 1/5: analyze

           ✅ Phase completed in 1 rounds

        ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━
        📊 Phase: analyze

        📝 Output:
           Analyzed codebase, found auth files...

        ┌─────────────────────────────────────────┐
        │ What would you like to do?              │
        │  [c] Continue to next phase (default)   │
        │  [r] Retry this phase                   │
        │  [d] Show the changes                   │
        │  [b] Continue in the background         │
        │  [x] Cancel task                        │
        └─────────────────────────────────────────┘
        """;

    private static Rule Writes(string told, string line) =>
        new()
        {
            When = new When { LastUser = told, RoundsSinceUser = 0 },
            Reply = Call("write_file", $$"""{"file":"new.txt","content":"{{line}}\n"}"""),
        };

    private static Rule Ends(string told, string arguments) =>
        new()
        {
            When = new When { LastUser = told },
            Reply = Call("finish", arguments),
        };

    private static FakeReply Call(string name, string arguments) => new() { Calls = [new FakeCall(name, arguments)] };
}
