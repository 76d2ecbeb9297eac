using Pedrocode.EndToEnd.Testing;

namespace Pedrocode.EndToEnd.Terminals;

public class LeavingSpecs
{
    [Theory]
    [InlineData("exit", 7)]
    [InlineData("leave", 3)]
    [InlineData("throw", 134)]
    [InlineData("crash", 134)]
    [InlineData("signal TERM", 143)]
    [InlineData("signal HUP", 129)]
    [InlineData("signal INT", 130)]
    [InlineData("signal QUIT", 131)]
    public async Task The_terminal_is_left_as_it_was_found(string way, int code)
    {
        await using var tmux = await TerminalHost.StartInShellAsync();
        // An odd mode, so that "as found" is not just "as usual".
        await tmux.TypeLineAsync("cd $(mktemp -d); stty -echoctl; stty -g >before; clear; $host");
        await tmux.WaitForLineAsync(TerminalHost.Prompt);
        await tmux.TypeAsync("half a line");
        await tmux.PressAsync("C-u");
        await tmux.TypeLineAsync(way);
        await tmux.WaitForLineAsync("$");
        await tmux.TypeLineAsync("code=$?; stty -g >after; clear; cmp before after && echo code $code; cat -v");
        await tmux.WaitAsync("the code", s => s.Rows[0] == $"code {code}");
        // Neither brackets around a paste nor reports of focus are asked for any more.
        await tmux.PasteAsync("pasted\n");
        var screen = await tmux.WaitAsync("the paste", s => s.Rows.Count(r => r == "pasted") == 2);
        screen.Contains("^[").ShouldBeFalse(screen.ToString());
    }

    [Fact]
    public async Task Ctrl_D_on_an_empty_line_ends_the_input()
    {
        await using var tmux = await TerminalHost.StartAsync();
        await tmux.TypeAsync("ab");
        await tmux.PressAsync("Home", "C-d", "C-d", "C-d");
        await tmux.WaitAsync("the end", s => s.ExitCode == 0);
        (await tmux.LookBackAsync()).ShouldContain("end of input");
    }

    [Fact]
    public async Task Ctrl_Z_stops_with_a_clean_terminal_and_fg_goes_on_with_the_same_line()
    {
        await using var tmux = await TerminalHost.StartInShellAsync();
        await tmux.TypeLineAsync("stty -g >before; clear; $host");
        await tmux.WaitForLineAsync(TerminalHost.Prompt);
        await tmux.TypeAsync("half a line");
        await tmux.PressAsync("C-z");
        await tmux.WaitForAsync("Stopped");
        await tmux.WaitForLineAsync("$");
        await tmux.TypeLineAsync("stty -g >after; clear; cmp before after && echo same");
        await tmux.WaitForAsync("same");
        await tmux.TypeLineAsync("fg");
        await tmux.WaitForLineAsync("pedro:build> half a line");
        // A terminal that reports the focus does so as soon as it is asked to, which is now.
        await tmux.TypeAsync("\e[I");
        await tmux.TypeAsync(" and more");
        var screen = await tmux.WaitForLineAsync("pedro:build> half a line and more");
        screen.Rows.Count(static row => row.StartsWith("pedro:build>", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task In_the_background_it_keeps_off_the_terminal()
    {
        await using var tmux = await TerminalHost.StartInShellAsync();
        await tmux.TypeLineAsync("$host");
        await tmux.WaitForLineAsync(TerminalHost.Prompt);
        await tmux.TypeLineAsync("notes 10 3");
        await tmux.TypeAsync("half");
        await tmux.WaitForAsync("note 1 ");
        await tmux.PressAsync("C-z");
        await tmux.WaitForLineAsync("$");
        await tmux.TypeLineAsync("clear; bg");
        await tmux.WaitForAsync("&");
        await tmux.TypeLineAsync("echo mine; stty -a | grep -o ' icanon'");
        var screen = await tmux.WaitForAsync(" icanon");
        screen.Contains("note").ShouldBeFalse(screen.ToString());
        await tmux.TypeLineAsync("fg");
        await tmux.WaitForLineAsync("pedro:build> half");
        await tmux.WaitForAsync("all noted");
    }

    [Fact]
    public async Task A_stop_from_elsewhere_is_survived_too()
    {
        await using var tmux = await TerminalHost.StartInShellAsync();
        await tmux.TypeLineAsync("$host");
        await tmux.WaitForLineAsync(TerminalHost.Prompt);
        foreach (var signal in (string[])["TSTP", "STOP"])
        {
            await tmux.TypeLineAsync($"signal {signal}");
            await tmux.WaitForLineAsync("$");
            await tmux.TypeLineAsync("clear; fg");
            await tmux.WaitForLineAsync(TerminalHost.Prompt);
            await tmux.TypeAsync("x");
            await tmux.WaitForLineAsync("pedro:build> x");
            await tmux.PressAsync("BSpace");
        }
    }
}
