using Pedrocode.EndToEnd.Testing;
using Pedrocode.FakeModel;

namespace Pedrocode.EndToEnd.Repl;

[Trait("Category", "Aot")]
public class TemplateSpecs
{
    private static readonly Rule Finish = new() { Reply = FakeReply.Call("finish", """{"summary":"Done."}""") };

    [Fact]
    public async Task A_task_is_saved_and_run_again_and_a_command_in_one_runs_only_after_a_yes_to_its_text()
    {
        await using var pedro = await Pedro.WithAsync(Finish);
        var folder = Directory.CreateDirectory(Path.Combine(pedro.Home, ".config/pedrocode/command")).FullName;
        await using var terminal = await pedro.StartInTerminalAsync();
        await terminal.WaitForAsync("pedro:build>");

        await terminal.TypeLineAsync("/agent quick");
        await terminal.TypeLineAsync("/background");
        await terminal.WaitForAsync("pedro:quick>");
        await terminal.TypeLineAsync("count to three");
        await terminal.WaitForAsync("Complete!");
        await terminal.TypeLineAsync("/save count");
        await terminal.WaitForAsync("Saved: ~/.config/pedrocode/command/count.md");
        await terminal.TypeLineAsync("/agent build");
        await terminal.TypeLineAsync("/cou");
        await terminal.WaitForAsync("did you mean /count?");
        await terminal.TypeAsync("/cou");
        await terminal.PressAsync("Tab");
        await terminal.WaitForAsync("pedro:build> /count");
        await terminal.PressAsync("Enter");
        await Eventually.TrueAsync(() => Tasks(pedro).Count(static task => task == "count to three") == 2);

        await File.WriteAllTextAsync(
            Path.Combine(folder, "why.md"),
            "---\ndescription: tells why\nagent: quick\nmode: background\n---\nWhy? !`touch ran; echo printed $1`",
            TestContext.Current.CancellationToken
        );
        await terminal.TypeLineAsync("/why 'its; x'");
        var asked = await terminal.WaitForAsync("Run it? [y/N]");
        asked.ToString().ShouldContain("   touch ran; echo printed 'its; x'");
        await terminal.TypeLineAsync("");
        await terminal.WaitForAsync("/why was not started");
        File.Exists(Path.Combine(pedro.Project(), "ran")).ShouldBeFalse();

        await terminal.TypeLineAsync("/run why x");
        await terminal.WaitForAsync("echo printed 'x'");
        await terminal.TypeLineAsync("y");
        await Eventually.TrueAsync(() => Tasks(pedro).Any(static task => task == "Why? printed x"));
        File.Exists(Path.Combine(pedro.Project(), "ran")).ShouldBeTrue();
        await terminal.TypeLineAsync("/templates");
        await terminal.WaitForAsync("/why ARG1                tells why (~/.config/pedrocode/command/why.md)");
    }

    [Fact]
    public async Task Without_a_terminal_a_templates_command_needs_a_rule()
    {
        await using var pedro = await Pedro.WithAsync(Finish);
        var folder = Directory.CreateDirectory(Path.Combine(pedro.Home, ".config/pedrocode/command")).FullName;
        await File.WriteAllTextAsync(
            Path.Combine(folder, "why.md"),
            "---\nagent: quick\n---\nWhy $1? !`echo printed`",
            TestContext.Current.CancellationToken
        );

        (await pedro.RunAsync("run", "/why so")).Error.ShouldBe(
            "pedrocode: template why runs a command, and nobody is here to say yes: echo printed; run it at the prompt, or allow it: --allow 'bash(COMMAND)'\n"
        );
        (await pedro.RunAsync("run", "/wy so")).Error.ShouldBe("pedrocode: no template 'wy'; did you mean 'why'?\n");
        Tasks(pedro).ShouldBeEmpty();

        (await pedro.RunAsync("run", "--allow", "bash(echo printed)", "/why so")).Code.ShouldBe(0);
        Tasks(pedro).ShouldHaveSingleItem().ShouldBe("Why so? printed");
    }

    private static List<string> Tasks(Pedro pedro) =>
        [
            .. pedro
                .Model.Chats.Where(static chat => chat.Rounds == 0)
                .Select(static chat =>
                    chat.Messages.Last(static message => message.Role == "user").Text.Split("\n\n")[0][
                        "Task: ".Length..
                    ]
                ),
        ];
}
