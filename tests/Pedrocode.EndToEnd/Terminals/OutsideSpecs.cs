using Pedrocode.EndToEnd.Testing;

namespace Pedrocode.EndToEnd.Terminals;

public class OutsideSpecs
{
    [Fact]
    public async Task A_child_has_the_terminal_as_it_was_and_its_output_is_not_written_into()
    {
        await using var tmux = await TerminalHost.StartAsync();
        await tmux.TypeLineAsync("notes 20 2");
        await tmux.TypeLineAsync(
            "outside stty -a | grep -o ' icanon'; printf 'name? '; read name; printf \"hi $name\""
        );
        await tmux.WaitForLineAsync("name?");
        await tmux.TypeLineAsync("you");
        await tmux.WaitForAsync("all noted");
        await tmux.WaitForLineAsync(TerminalHost.Prompt);
        var all = await tmux.LookBackAsync();
        var child = all.SkipWhile(line => line != " icanon").ToList();
        // What ended without a line feed keeps its row.
        child[..3].ShouldBe([" icanon", "name? you", "hi you"]);
    }

    [Fact]
    public async Task Ctrl_C_ends_the_child_and_nothing_else()
    {
        await using var tmux = await TerminalHost.StartAsync();
        await tmux.TypeLineAsync("outside echo started; cat");
        await tmux.WaitAsync("the child", s => s.Rows.Contains("started"));
        await tmux.PressAsync("C-c");
        await tmux.WaitForLineAsync(TerminalHost.Prompt);
        await tmux.TypeAsync("still here");
        await tmux.WaitForLineAsync("pedro:build> still here");
    }

    [Fact]
    public async Task The_signal_of_a_Ctrl_C_that_ended_the_child_may_come_late()
    {
        await using var tmux = await TerminalHost.StartAsync();
        await tmux.TypeLineAsync("outside (sleep 0.1; kill -INT $PPID) &");
        await tmux.WaitForLineAsync(TerminalHost.Prompt);
        await tmux.TypeLineAsync("pause");
        await tmux.TypeLineAsync("after");
        await tmux.WaitForAsync("line: after");
    }

    [Fact]
    public async Task A_child_of_the_library_s_own_making_leaves_the_keys_alone()
    {
        await using var tmux = await TerminalHost.StartAsync();
        await tmux.TypeLineAsync("inside true");
        await tmux.TypeLineAsync("after");
        await tmux.WaitForAsync("line: after");
        await tmux.TypeAsync("ab");
        await tmux.PressAsync("Left");
        await tmux.WaitAsync("the cursor", s => s.Line == "pedro:build> ab" && s.CursorColumn == 14);
    }

    [Fact]
    public async Task The_user_s_editor_takes_the_line_and_gives_it_back()
    {
        await using var tmux = await TerminalHost.StartInShellAsync("", ("VISUAL", "sed -i s/old/new/"));
        await tmux.TypeLineAsync("$host");
        await tmux.WaitForLineAsync(TerminalHost.Prompt);
        await tmux.TypeAsync("an old line");
        await tmux.PressAsync("C-x", "C-e");
        await tmux.WaitForLineAsync("pedro:build> an new line");
    }

    [Fact]
    public async Task Two_sessions_share_their_history()
    {
        var directory = Directory.CreateTempSubdirectory();
        try
        {
            var file = Path.Combine(directory.FullName, "typed.jsonl");
            await using (var one = await TerminalHost.StartAsync($"--history={file}"))
            await using (var two = await TerminalHost.StartAsync($"--history={file}"))
            {
                await one.TypeLineAsync("from the first");
                await one.WaitForAsync("line: from the first");
                await two.TypeLineAsync("from the second");
                await two.WaitForAsync("line: from the second");
                await one.PressAsync("C-d");
                await two.PressAsync("C-d");
                await one.WaitAsync("the end", s => s.ExitCode == 0);
                await two.WaitAsync("the end", s => s.ExitCode == 0);
            }
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            await using var later = await TerminalHost.StartAsync($"--history={file}");
            await later.PressAsync("Up", "Up");
            await later.WaitForLineAsync("pedro:build> from the first");
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
