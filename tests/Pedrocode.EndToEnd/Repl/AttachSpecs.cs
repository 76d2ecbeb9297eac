using Pedrocode.EndToEnd.Testing;
using Pedrocode.FakeModel;

namespace Pedrocode.EndToEnd.Repl;

/// <summary>One job watched in full.</summary>
[Trait("Category", "Aot")]
public class AttachSpecs
{
    private const string Words = "First I look at what there is. Then I say what I found.";

    [Fact]
    public async Task The_words_of_the_model_and_the_output_of_commands_are_seen_as_they_come()
    {
        var talking = new Hold { AfterTokens = 8 };
        await using var pedro = await Pedro.WithAsync(
            new Rule
            {
                When = new When { Rounds = 0 },
                Hold = talking,
                Reply = new FakeReply
                {
                    Text = Words + "\n",
                    Reasoning = "hm, let me think",
                    Calls =
                    [
                        new FakeCall(
                            "bash",
                            """{"command":"echo one; until [ -f ~/go ]; do sleep 0.05; done; echo two"}"""
                        ),
                    ],
                },
            },
            new Rule { Reply = Call("finish", """{"summary":"All done."}""") }
        );
        await using var terminal = await pedro.StartInTerminalAsync("--allow", "all");
        await terminal.TypeLineAsync("/agent quick");
        await terminal.TypeLineAsync("/background");
        await terminal.TypeLineAsync("tell me");
        await terminal.WaitForLineAsync("pedro:quick [1 job]>");
        var id = (await pedro.JobsAsync())[0].GetProperty("id").GetString()!;
        await terminal.TypeLineAsync($"/attach {id[^4..]}");
        await terminal.WaitForAsync("First I look");
        await terminal.WaitForLineAsync($"{id}>");
        talking.Release();
        await terminal.WaitForAsync(Words);
        await terminal.WaitAsync("the first line of output", s => s.Rows.Contains("   one"));
        await terminal.TypeLineAsync("be quick");
        await terminal.WaitForAsync($"sent to {id}");
        await terminal.TypeLineAsync("v");
        await terminal.WaitForAsync("more: ");
        await terminal.TypeLineAsync("q");
        await terminal.WaitForLineAsync("pedro:quick [1 job]>");
        await terminal.TypeLineAsync($"/attach {id}");
        await terminal.WaitForLineAsync($"{id}>");
        await terminal.PressAsync("Escape");
        await terminal.WaitForLineAsync("pedro:quick [1 job]>");
        await terminal.TypeLineAsync($"/attach {id}");
        await terminal.WaitForLineAsync($"{id}>");
        File.WriteAllText(Path.Combine(pedro.Home, "go"), "");
        await terminal.WaitAsync("the last line of output", s => s.Rows.Contains("   two"));
        await terminal.WaitForAsync("Complete!");
        await terminal.WaitForLineAsync("pedro:quick>");

        pedro.Model.Requests[^1].Text.ShouldContain("The user says: be quick");
    }

    [Fact]
    public async Task A_job_of_another_process_is_watched_and_steered_from_the_shell()
    {
        var hold = new Hold();
        await using var pedro = await Pedro.WithAsync(
            new Rule
            {
                When = new When { Rounds = 0 },
                Hold = hold,
                Reply = new FakeReply { Text = Words, Calls = [new FakeCall("plan", """{"steps":["a"]}""")] },
            },
            new Rule { Reply = Call("finish", """{"summary":"All done."}""") }
        );
        var running = pedro.Start(["run", "--agent", "quick", "work on it"]);
        await Eventually.TrueAsync(() => pedro.Model.Chats.Count > 0);
        var id = (await pedro.JobsAsync())[0].GetProperty("id").GetString()!;
        await using var terminal = await pedro.StartInTerminalAsync("attach", id);
        await terminal.WaitForAsync($"Attached to {id}");
        await terminal.TypeLineAsync("mind the gap");
        await terminal.WaitForAsync($"sent to {id}");
        await terminal.WaitForAsync("💬 mind the gap");
        hold.Release();
        await terminal.WaitAsync("the end", s => s.ExitCode == 0);
        (await terminal.LookAsync()).ToString().ShouldContain(Words);
        (await terminal.LookAsync()).ToString().ShouldContain("Complete!");

        (await running.EndAsync()).Code.ShouldBe(0);
        pedro.Model.Requests[^1].Text.ShouldContain("The user says: mind the gap");
    }

    private static FakeReply Call(string name, string arguments) => new() { Calls = [new FakeCall(name, arguments)] };
}
