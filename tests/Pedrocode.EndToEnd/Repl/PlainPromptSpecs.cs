using Pedrocode.EndToEnd.Testing;
using Pedrocode.FakeModel;

namespace Pedrocode.EndToEnd.Repl;

/// <summary>The whole prompt where nothing but ASCII can be shown, or where the screen is read aloud.</summary>
public class PlainPromptSpecs
{
    [Theory]
    [InlineData("LC_ALL=C")]
    [InlineData("output.plain")]
    public async Task From_the_first_line_to_leaving_it_is_ascii_in_whole_sentences_and_nothing_is_redrawn(string why)
    {
        await using var pedro = await Pedro.WithAsync(
            new Rule
            {
                When = new When { Task = "wait for" },
                Hold = new Hold(),
            },
            new Rule
            {
                When = new When { Task = "install", Rounds = 0 },
                Reply = FakeReply.Call("bash", """{"command":"npm install"}"""),
            },
            new Rule
            {
                When = new When { LastUser = "Phase 1 of 5" },
                Reply = FakeReply.Call(
                    "finish",
                    """{"summary":"It is **here**","result":{"files":["a"],"approach":"b"}}"""
                ),
            },
            new Rule { Reply = FakeReply.Call("finish", """{"summary":"All done."}""") }
        );
        if (why == "LC_ALL=C")
        {
            pedro.Variables["LC_ALL"] = "C";
        }
        else
        {
            File.WriteAllText(Path.Combine(pedro.Home, ".pedrocli.json"), """{"output":{"plain":true}}""");
        }
        await using var terminal = await StartAsync(pedro);
        await terminal.TypeLineAsync("$pedrocode");
        await terminal.WaitForLineAsync("pedro:build>");

        await terminal.TypeLineAsync("look at it");
        await terminal.WaitForAsync(" has received a reply of the model.");
        var menu = await terminal.WaitForLineAsync("[c/r/d/b/x]>");
        menu.Rows.ShouldContain(" [c] Continue to next phase (default)");
        menu.Rows.ShouldContain("Phase: analyze");
        await terminal.TypeLineAsync("/agent quick");
        await terminal.WaitForLineAsync("[c/r/d/b/x]>");
        await terminal.TypeLineAsync("x");
        await terminal.WaitForLineAsync("pedro:quick>");
        await terminal.TypeLineAsync("install it");
        await terminal.WaitForLineAsync("[y] once [a] always [n] no>");
        await terminal.TypeLineAsync("n");
        await terminal.WaitForAsync("Modified no files");
        await terminal.WaitForLineAsync("pedro:quick>");

        await terminal.TypeLineAsync("/background");
        await terminal.TypeLineAsync("install it again");
        await terminal.WaitForAsync(", for it wants to run: npm");
        await terminal.WaitForLineAsync("pedro:quick [1 job]>");
        await terminal.TypeLineAsync("/deny");
        await terminal.WaitForAsync(" is complete. It modified no files.");
        await terminal.WaitForLineAsync("pedro:quick>");
        await terminal.TypeLineAsync("wait for nothing");
        await terminal.WaitForLineAsync("pedro:quick [1 job]>");
        await terminal.TypeLineAsync("/jobs");
        await terminal.WaitForAsync("[running] job-");
        await terminal.TypeLineAsync("/quit");
        await terminal.WaitForAsync("1 job interrupted. Next time: /resume job-");
        await terminal.WaitForLineAsync("$");
        await terminal.TypeLineAsync("$pedrocode");
        await terminal.WaitForAsync("! Found 1 incomplete job(s) from previous session:");
        await terminal.WaitForLineAsync("[Enter to continue]:");
        await terminal.PressAsync("Enter");
        await terminal.WaitForLineAsync("pedro:build>");
        await terminal.PressAsync("C-d");
        await terminal.WaitForLineAsync("$");

        var bytes = await File.ReadAllBytesAsync(record, TestContext.Current.CancellationToken);
        bytes.ShouldNotContain((byte)'\e');
        bytes.ShouldNotContain((byte)'\b');
        bytes.ShouldAllBe(static b => b < 0x80);
    }

    private string record = "";

    private async Task<Tmux> StartAsync(Pedro pedro)
    {
        var terminal = await Tmux.StartAsync(
            $"cd '{pedro.Project()}' && exec sh",
            height: 60,
            environment:
            [
                .. pedro.Variables.Select(static variable => (variable.Key, variable.Value)),
                ("pedrocode", Pedro.Binary),
            ]
        );
        await terminal.WaitAsync("the shell", static s => s.Line.Length > 0);
        await terminal.TypeLineAsync("PS1='$ '");
        await terminal.WaitForLineAsync("$");
        record = await terminal.RecordAsync();
        return terminal;
    }
}
