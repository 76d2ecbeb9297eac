using Pedrocode.EndToEnd.Testing;

namespace Pedrocode.EndToEnd;

[Trait("Category", "Aot")]
public class DemoSpecs
{
    [Fact]
    public async Task The_demo_fixes_checks_lands_and_takes_back_without_a_model()
    {
        await using var pedro = Pedro.WithoutModel();

        var ended = await pedro.RunAsync("demo", "--fast");

        ended.Code.ShouldBe(0, ended.Error);
        ended.Output.ShouldContain("FAIL  adds negative numbers");
        ended.Output.ShouldContain("Complete! Modified 1 file (+1 −1), verified");
        ended.Output.ShouldContain("+  sum=$((sum + number))");
        ended.Output.ShouldContain("Took back job-");
        ended.Output.ShouldEndWith(
            "That was the demo; nothing of it is left. Now: pedrocode, in a project of yours.\n"
        );
        Directory.Exists(pedro.State).ShouldBeFalse();
    }

    [Fact]
    public async Task At_the_prompt_the_demo_is_played_and_the_prompt_comes_back()
    {
        await using var pedro = Pedro.WithoutModel();
        await using var terminal = await pedro.StartInTerminalAsync();

        await terminal.TypeLineAsync("/demo --fast");
        await terminal.WaitForAsync("That was the demo");
        await terminal.TypeLineAsync("/context");

        await terminal.WaitForAsync("Jobs:    0 active here");
    }

    [Fact]
    public async Task A_prompt_wider_than_the_terminal_is_drawn_once()
    {
        await using var pedro = Pedro.WithoutModel();
        await using var terminal = await Tmux.StartAsync(
            $"cd '{pedro.Project()}' && exec '{Pedro.Binary}' demo --fast",
            width: 40,
            height: 100,
            environment: [.. pedro.Variables.Select(static variable => (variable.Key, variable.Value))]
        );

        await terminal.WaitForAsync("That was the demo");
        var typed = (await terminal.LookBackAsync()).Where(static line =>
            line.Contains("add average.sh,", StringComparison.Ordinal)
        );

        typed.ShouldHaveSingleItem().ShouldEndWith("> add average.sh, with a check of its own");
    }
}
