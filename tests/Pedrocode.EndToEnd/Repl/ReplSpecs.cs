using Pedrocode.EndToEnd.Testing;
using Pedrocode.FakeModel;

namespace Pedrocode.EndToEnd.Repl;

/// <summary>The real program in a real terminal.</summary>
[Trait("Category", "Aot")]
public class ReplSpecs
{
    private static readonly Rule Finish = new()
    {
        Reply = Call("finish", """{"summary":"All done.","result":{"commit_message":"x"}}"""),
    };

    [Fact]
    public async Task Three_jobs_run_a_fourth_waits_and_one_is_cancelled_in_a_command_that_ignores_SIGTERM()
    {
        var looking = new Hold();
        await using var pedro = await Pedro.WithAsync(
            new Rule
            {
                When = new When { Task = "stuck", Rounds = 0 },
                Reply = Call("bash", """{"command":"trap '' TERM; echo $$ > pid; while true; do sleep 1; done"}"""),
            },
            new Rule
            {
                When = new When { Task = "look", Rounds = 0 },
                Hold = looking,
                Reply = Call("find_files", """{"glob":"*"}"""),
            },
            new Rule
            {
                When = new When { Task = "readme", Rounds = 0 },
                Reply = Call("code_edit", """{"file":"README.md","old":"# Old","new":"# New"}"""),
            },
            Finish
        );
        InPlace(pedro);
        File.WriteAllText(Path.Combine(pedro.Project(), "README.md"), "# Old\n");
        await using var terminal = await pedro.StartInTerminalAsync("--allow", "all");
        await terminal.TypeLineAsync("/agent quick");
        await terminal.TypeLineAsync("/background");
        await terminal.TypeLineAsync("stuck");
        var pid = await Eventually.ValueAsync(() => ReadIfThere(Path.Combine(pedro.Project(), "pid")));
        await terminal.TypeLineAsync("look around");
        await terminal.WaitForAsync("[2 jobs]>");
        await terminal.TypeLineAsync("change the readme");
        await terminal.WaitForAsync("[3 jobs]>");
        await terminal.TypeLineAsync("fourth");
        await terminal.WaitForAsync("(position 1)");
        var jobs = (await pedro.JobsAsync()).Select(static job => job.GetProperty("id").GetString()!).ToList();

        await terminal.TypeLineAsync("/jobs");
        var list = await terminal.WaitForAsync($"└─ waits for {jobs[0]} (same directory)");
        list.ToString().ShouldContain("Jobs (4 total, 4 active):");
        list.ToString().ShouldContain($"⏳ {jobs[3]} (quick) - pending - position 1");

        await terminal.TypeLineAsync($"/cancel {jobs[0]}");
        await terminal.WaitForAsync($"Cancelled {jobs[0]} (quick)");
        looking.Release();
        await Eventually.TrueAsync(() => !Directory.Exists($"/proc/{pid.Trim()}"));
        await terminal.TypeLineAsync("/wait");
        await terminal.WaitForLineAsync("pedro:quick>");

        File.ReadAllText(Path.Combine(pedro.Project(), "README.md")).ShouldBe("# New\n");
        (await pedro.JobsAsync())
            .Select(static job => job.GetProperty("status").GetString())
            .ShouldBe(["cancelled", "complete", "complete", "complete"]);
    }

    [Fact]
    public async Task Several_jobs_are_cancelled_at_once_and_Tab_offers_for_undo_what_landed()
    {
        await using var pedro = await Pedro.WithAsync(
            new Rule
            {
                When = new When { Task = "stuck" },
                Hold = new Hold(),
            },
            new Rule
            {
                When = new When { Task = "readme", Rounds = 0 },
                Reply = Call("write_file", """{"file":"README.md","content":"# New\n"}"""),
            },
            Finish
        );
        pedro.CleanUpJobs();
        File.WriteAllText(Path.Combine(pedro.Project(), "a.txt"), "a\n");
        Git.Commit(pedro.Project(), "a");
        await using var terminal = await pedro.StartInTerminalAsync();
        await terminal.TypeLineAsync("/agent quick");
        await terminal.TypeLineAsync("/background");
        await terminal.TypeLineAsync("make a readme");
        await terminal.WaitForAsync("Modified 1 file");
        await terminal.TypeLineAsync("stuck for ever");
        await terminal.TypeLineAsync("stuck as well");
        await terminal.WaitForLineAsync("pedro:quick [2 jobs]>");
        var ids = (await pedro.JobsAsync()).Select(static job => job.GetProperty("id").GetString()!).ToList();

        await terminal.TypeLineAsync($"/cancel {ids[1]} {ids[0]}");
        (await terminal.WaitForAsync($"{ids[0]} is not running (status: complete)"))
            .Contains("Cancelled")
            .ShouldBeFalse();
        await terminal.TypeLineAsync($"/cancel {ids[1]} {ids[2]}");
        await terminal.WaitForAsync($"Cancelled {ids[1]} (quick)");
        await terminal.WaitForAsync($"Cancelled {ids[2]} (quick)");
        await terminal.TypeAsync("/undo ");
        await terminal.PressAsync("Tab");
        await terminal.WaitForLineAsync($"pedro:quick> /undo {ids[0]}");
    }

    [Fact]
    public async Task A_phase_is_reviewed_before_the_next_and_a_command_asks()
    {
        await using var pedro = await Pedro.WithAsync(
            new Rule
            {
                When = new When { LastUser = "Phase 2 of 5" },
                Reply = Call("finish", """{"summary":"planned","result":{"steps":["touch it"]}}"""),
            },
            new Rule
            {
                When = new When { LastUser = "Phase 3 of 5", RoundsSinceUser = 0 },
                Reply = Call("bash", """{"command":"touch made"}"""),
            },
            new Rule
            {
                When = new When { LastUser = "Phase 5 of 5" },
                Reply = Call("finish", """{"summary":"delivered","result":{"commit_message":"touch it"}}"""),
            },
            new Rule
            {
                When = new When { LastUser = "Phase 1 of 5" },
                Reply = Call(
                    "finish",
                    """{"summary":"Analyzed codebase, found auth files...","result":{"files":["a"],"approach":"b"}}"""
                ),
            },
            Finish
        );
        InPlace(pedro);
        await using var terminal = await pedro.StartInTerminalAsync();
        await terminal.TypeLineAsync("add authentication");
        var menu = await terminal.WaitForAsync("[c/r/d/b/x]>");
        menu.ToString().ShouldContain("📊 Phase: analyze");
        menu.ToString().ShouldContain("Analyzed codebase, found auth files...");
        menu.ToString().ShouldContain("[c] Continue to next phase (default)");
        await terminal.TypeLineAsync("/jobs");
        await terminal.WaitForAsync("- waiting - Round 1");
        await terminal.TypeLineAsync("what?");
        await terminal.TypeLineAsync("c");
        await terminal.WaitForAsync("📊 Phase: plan");
        await terminal.TypeLineAsync("");
        var asked = await terminal.WaitForAsync("[y] once [a] always [n] no>");
        asked.ToString().ShouldContain("wants to run: touch made");
        await terminal.TypeLineAsync("maybe");
        await terminal.TypeLineAsync("y");
        await terminal.WaitForAsync("📊 Phase: implement");
        File.Exists(Path.Combine(pedro.Project(), "made")).ShouldBeTrue();
        await terminal.TypeLineAsync("b");
        await terminal.WaitForAsync("Complete!");
        await terminal.WaitForLineAsync("pedro:build>");
    }

    [Fact]
    public async Task Leaving_interrupts_and_the_next_start_goes_on()
    {
        var hold = new Hold();
        await using var pedro = await Pedro.WithAsync(
            new Rule
            {
                When = new When { Rounds = 0 },
                Hold = hold,
                Reply = Call("plan", """{"steps":["a"]}"""),
            },
            Finish
        );
        await using (var terminal = await pedro.StartInTerminalAsync())
        {
            await terminal.TypeLineAsync("/agent quick");
            await terminal.TypeLineAsync("/background");
            await terminal.TypeLineAsync("take your time");
            await terminal.WaitForAsync("[1 job]>");
            await terminal.PressAsync("C-c");
            await terminal.WaitForAsync("1 job running. Ctrl+C again leaves");
            await terminal.PressAsync("C-c");
            await terminal.WaitForAsync("1 job interrupted. Next time: /resume");
        }
        hold.Release();

        await using var again = await pedro.StartInTerminalAsync();
        await again.WaitForAsync("Found 1 incomplete job(s) from previous session");
        await again.TypeLineAsync("/resume all");

        await again.WaitForAsync("Complete!");
    }

    private static void InPlace(Pedro pedro) =>
        File.WriteAllText(Path.Combine(pedro.Home, ".pedrocli.json"), """{"jobs":{"isolation":"none"}}""");

    private static FakeReply Call(string name, string arguments) => new() { Calls = [new FakeCall(name, arguments)] };

    private static string? ReadIfThere(string file) =>
        File.Exists(file) && File.ReadAllText(file) is { Length: > 1 } text ? text : null;
}
