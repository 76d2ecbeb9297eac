using Pedrocode.EndToEnd.Testing;
using Pedrocode.FakeModel;

namespace Pedrocode.EndToEnd.Repl;

/// <summary>The ways out of the prompt, each with a job under way: it can be gone on with, and the terminal is as it was.</summary>
[Trait("Category", "Aot")]
public class LeavingSpecs
{
    [Theory]
    [InlineData("/quit", 0)]
    [InlineData("C-d", 0)]
    [InlineData("C-c", 0)]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    [InlineData("HUP", 129)]
    public async Task The_terminal_is_as_it_was_and_the_job_can_be_gone_on_with(string way, int code)
    {
        await using var pedro = await Pedro.WithAsync(new Rule { Hold = new Hold() });
        await using var terminal = await StartAsync(pedro);
        await terminal.TypeLineAsync("/background");
        await terminal.TypeLineAsync("take your time");
        await terminal.WaitForLineAsync("pedro:build [1 job]>");
        switch (way)
        {
            case "/quit":
                await terminal.TypeLineAsync(way);
                break;
            case "C-c":
                await terminal.PressAsync(way);
                await terminal.WaitForAsync("1 job running. Ctrl+C again leaves");
                await terminal.PressAsync(way);
                break;
            case "C-d":
                await terminal.PressAsync(way);
                break;
            default:
                await terminal.TypeLineAsync($"!echo the child is done; (sleep 1; kill -{way} $PPID) &");
                await terminal.WaitAsync("the command", s => s.Rows.Contains("the child is done"));
                break;
        }
        await terminal.WaitForAsync("1 job interrupted. Next time: /resume");
        await terminal.WaitForLineAsync("$");
        await terminal.TypeLineAsync("code=$?; stty -g >after; cmp before after && echo code $code");
        await terminal.WaitAsync("the code", s => s.Rows.Contains($"code {code}"));

        var job = (await pedro.JobsAsync())[0];
        job.GetProperty("resumable").GetBoolean().ShouldBeTrue();
        job.GetProperty("error").GetString().ShouldBe("Interrupted: pedrocode exited");
    }

    [Fact]
    public async Task Ctrl_C_in_a_command_of_the_user_s_ends_that_command_only()
    {
        await using var pedro = Pedro.WithoutModel();
        await using var terminal = await StartAsync(pedro);
        await terminal.TypeLineAsync("!echo it waits; cat");
        await terminal.WaitAsync("the command", s => s.Rows.Contains("it waits"));
        await terminal.PressAsync("C-c");
        await terminal.WaitForLineAsync("pedro:build>");
        await terminal.TypeLineAsync("!less ./before");
        await terminal.WaitForAsync("before");
        await terminal.PressAsync("q");
        await terminal.WaitForLineAsync("pedro:build>");
        await terminal.TypeAsync("half");
        await terminal.PressAsync("C-z");
        await terminal.WaitForAsync("Stopped");
        await terminal.TypeLineAsync("fg");
        await terminal.WaitForLineAsync("pedro:build> half");
    }

    private static async Task<Tmux> StartAsync(Pedro pedro)
    {
        var terminal = await Tmux.StartAsync(
            $"cd '{pedro.Project()}' && exec bash --norc --noprofile",
            height: 60,
            environment:
            [
                .. pedro.Variables.Select(static variable => (variable.Key, variable.Value)),
                ("PROMPT_COMMAND", "PS1='$ '"),
                ("HISTFILE", "/dev/null"),
            ]
        );
        await terminal.WaitForLineAsync("$");
        await terminal.TypeLineAsync($"stty -echoctl; stty -g >before; clear; '{Pedro.Binary}'");
        await terminal.WaitForLineAsync("pedro:build>");
        return terminal;
    }
}
