using Pedrocode.EndToEnd.Testing;
using Pedrocode.FakeModel;

namespace Pedrocode.EndToEnd.Repl;

/// <summary>The job in front: its live line, its menu, its questions.</summary>
[Trait("Category", "Aot")]
public class InteractiveSpecs
{
    private const string Menu = "[c/r/d/b/x]>";
    private const string Approval = "[y] once [a] always [n] no>";

    [Fact]
    public async Task A_phase_that_runs_says_what_it_waits_for_and_Ctrl_C_stops_it_at_its_menu()
    {
        var hold = new Hold();
        await using var pedro = await Pedro.WithAsync(
            new Rule
            {
                When = new When { Rounds = 0, Task = "stop me" },
                Hold = hold,
                Reply = Call("find_files", """{"glob":"*"}"""),
            },
            Analyze,
            Finish
        );
        await using var terminal = await pedro.StartInTerminalAsync();
        await terminal.TypeLineAsync("stop me");
        await terminal.WaitForAsync("Round 1: waiting for the model, ");
        await terminal.TypeAsync("half a line");
        await terminal.PressAsync("C-c");
        await terminal.WaitForAsync("half a line^C");
        await terminal.WaitForAsync("Round 1: waiting for the model, ");
        await terminal.PressAsync("C-c");
        var stopped = await terminal.WaitForLineAsync(Menu);
        stopped.ToString().ShouldContain("Paused: you stopped analyze");
        stopped.ToString().ShouldContain("[c] Continue this phase (default)");
        stopped.Contains("waiting for the model").ShouldBeFalse();

        await terminal.TypeLineAsync("d");
        await terminal.WaitForAsync("No changes");
        await terminal.WaitForLineAsync(Menu);
        await terminal.TypeLineAsync("!echo $((6*7)) of mine; false");
        await terminal.WaitForAsync("42 of mine");
        await terminal.WaitForAsync("exit code 1");
        await terminal.WaitForLineAsync(Menu);
        hold.Release();
        await terminal.PressAsync("Enter");
        await terminal.WaitForAsync("Analyzed it");
        await terminal.TypeLineAsync("x");
        await terminal.WaitForLineAsync("pedro:build>");

        (await pedro.JobsAsync())[0].GetProperty("status").GetString().ShouldBe("cancelled");
    }

    [Fact]
    public async Task A_phase_that_fails_reaches_the_same_menu_and_may_be_cancelled_there()
    {
        await using var pedro = await Pedro.WithAsync(
            new Rule
            {
                Fault = new Fault { Kind = FaultKind.Status, Status = 400 },
            }
        );
        await using var terminal = await pedro.StartInTerminalAsync();
        await terminal.TypeLineAsync("it cannot work");
        (await terminal.WaitForLineAsync(Menu)).ToString().ShouldContain("Phase failed");
        await terminal.TypeLineAsync("c");
        await terminal.WaitAsync(
            "the second failure",
            s => s.Rows.Count(r => r.Contains("Phase: analyze", StringComparison.Ordinal)) == 2 && s.Line == Menu
        );
        await terminal.TypeLineAsync("x");
        await terminal.WaitForLineAsync("pedro:build>");

        (await pedro.JobsAsync())[0].GetProperty("status").GetString().ShouldBe("cancelled");
    }

    [Fact]
    public async Task Retry_asks_for_feedback_and_runs_the_phase_again_with_it()
    {
        await using var pedro = await Pedro.WithAsync(
            new Rule
            {
                When = new When { LastUser = "look at b.txt too" },
                Reply = Call("finish", """{"summary":"Looked again","result":{"files":["b.txt"],"approach":"b"}}"""),
            },
            Analyze,
            Finish
        );
        await using var terminal = await pedro.StartInTerminalAsync();
        await terminal.TypeLineAsync("change it");
        await terminal.WaitForAsync("Analyzed it");
        await terminal.WaitForLineAsync(Menu);
        await terminal.TypeLineAsync("r");
        await terminal.WaitForLineAsync("Feedback (Enter for none)>");
        await terminal.PressAsync("C-c");
        await terminal.WaitForLineAsync(Menu);
        await terminal.TypeLineAsync("r");
        await terminal.WaitForLineAsync("Feedback (Enter for none)>");
        await terminal.TypeLineAsync("look at b.txt too");
        await terminal.WaitForAsync("Looked again");
        await terminal.WaitForLineAsync(Menu);
        pedro.Model.Requests[^1].Text.ShouldNotContain("Analyzed it");
        await terminal.TypeLineAsync("x");
        await terminal.WaitForLineAsync("pedro:build>");
    }

    [Fact]
    public async Task What_was_typed_before_a_question_was_seen_steers_and_never_answers_it()
    {
        var hold = new Hold();
        await using var pedro = await Pedro.WithAsync(
            new Rule
            {
                When = new When { Any = "The user said no" },
                Reply = Call("finish", """{"summary":"done"}"""),
            },
            new Rule
            {
                When = new When { Any = "Phase 3 of 5" },
                Hold = hold,
                Reply = Call("bash", """{"command":"touch made"}"""),
            },
            Plan,
            Analyze,
            Finish
        );
        await using var terminal = await pedro.StartInTerminalAsync();
        await terminal.TypeLineAsync("change it");
        await terminal.WaitForLineAsync(Menu);
        await terminal.PressAsync("Enter");
        await terminal.WaitForAsync("Phase: plan");
        await terminal.WaitForLineAsync(Menu);
        await terminal.PressAsync("Enter");
        await terminal.WaitForAsync("Round 1: waiting for the model");
        await terminal.TypeAsync("y");
        await terminal.WaitForLineAsync("pedro:build [1 job]> y");
        hold.Release();
        await terminal.WaitForLineAsync(Approval + " y");
        await terminal.PressAsync("Enter");
        await terminal.WaitForAsync("sent to job-");
        await terminal.WaitForLineAsync(Approval);
        File.Exists(Path.Combine(pedro.Project(), "made")).ShouldBeFalse();
        await terminal.TypeLineAsync("n not that way");
        await terminal.WaitForAsync("Phase: implement");

        var request = pedro.Model.Requests[^1].Text;
        request.ShouldContain("The user said no: not that way");
        request.ShouldContain("The user says: y");
        File.Exists(Path.Combine(pedro.Project(), "made")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("C-b")]
    [InlineData("/background")]
    [InlineData("b")]
    public async Task A_job_in_front_goes_on_in_the_background(string way)
    {
        var hold = new Hold();
        await using var pedro = await Pedro.WithAsync(
            new Rule
            {
                When = new When { Any = "Phase 1 of 5", Rounds = 0 },
                Hold = hold,
                Reply = Call("plan", """{"steps":["a"]}"""),
            },
            Plan,
            Analyze,
            Finish
        );
        await using var terminal = await pedro.StartInTerminalAsync();
        await terminal.TypeLineAsync("long work");
        await terminal.WaitForAsync("Round 1: waiting for the model");
        if (way == "C-b")
        {
            await terminal.PressAsync(way);
        }
        else
        {
            await terminal.TypeLineAsync(way);
        }
        await terminal.WaitForAsync("goes on in the background");
        hold.Release();
        await terminal.WaitForAsync("Complete!");
        await terminal.WaitForLineAsync("pedro:build>");
    }

    private static readonly Rule Finish = new()
    {
        Reply = Call("finish", """{"summary":"All done.","result":{"commit_message":"x"}}"""),
    };

    private static readonly Rule Plan = new()
    {
        When = new When { LastUser = "Phase 2 of 5" },
        Reply = Call("finish", """{"summary":"planned","result":{"steps":["touch it"]}}"""),
    };

    private static readonly Rule Analyze = new()
    {
        When = new When { LastUser = "Phase 1 of 5" },
        Reply = Call("finish", """{"summary":"Analyzed it","result":{"files":["a"],"approach":"b"}}"""),
    };

    private static FakeReply Call(string name, string arguments) => new() { Calls = [new FakeCall(name, arguments)] };
}
