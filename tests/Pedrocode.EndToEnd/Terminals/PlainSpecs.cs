using System.Diagnostics;
using Pedrocode.EndToEnd.Testing;

namespace Pedrocode.EndToEnd.Terminals;

public class PlainSpecs
{
    [Fact]
    public async Task A_dumb_terminal_gets_lines_and_no_escape()
    {
        await using var tmux = await TerminalHost.StartInShellAsync("", ("TERM", "dumb"));
        await tmux.TypeLineAsync("stty -g >/dev/null; export TERM=dumb; clear; bind 'set enable-bracketed-paste off'");
        await tmux.WaitForLineAsync("$");
        var record = await tmux.RecordAsync();
        await tmux.TypeLineAsync("$host");
        await tmux.WaitForLineAsync(TerminalHost.Prompt);
        await tmux.TypeLineAsync("status working");
        await tmux.WaitForLineAsync(TerminalHost.Prompt);
        await tmux.TypeLineAsync("hello");
        await tmux.WaitForAsync("line: hello");
        await tmux.WaitForLineAsync(TerminalHost.Prompt);
        await tmux.PressAsync("Up", "Left");
        await tmux.TypeAsync("x");
        await tmux.WaitAsync("the edit", s => s.Line == "pedro:build> hellxo" && s.CursorColumn == 18);
        await tmux.PressAsync("C-c");
        await tmux.WaitForAsync("interrupt: hellxo");
        await tmux.WaitForLineAsync(TerminalHost.Prompt);
        await tmux.TypeLineAsync("exit");
        await tmux.WaitForLineAsync("$");
        (await File.ReadAllTextAsync(record, TestContext.Current.CancellationToken)).ShouldNotContain("\e");
    }

    [Fact]
    public async Task What_is_read_aloud_is_not_interrupted_while_one_types()
    {
        await using var tmux = await TerminalHost.StartAsync("--plain");
        await tmux.TypeLineAsync("notes 10 1");
        await tmux.TypeAsync("half");
        await tmux.WaitForLineAsync("pedro:build> half");
        var before = (await tmux.LookAsync()).Rows.Count(row => row.StartsWith("note ", StringComparison.Ordinal));
        await tmux.TypeAsync(" a line");
        var screen = await tmux.WaitForLineAsync("pedro:build> half a line");
        screen.Rows.Count(row => row.StartsWith("note ", StringComparison.Ordinal)).ShouldBe(before);
        await tmux.PressAsync("Enter");
        await tmux.WaitForAsync("note 9 ");
        await tmux.WaitForAsync("all noted");
        await tmux.WaitForLineAsync(TerminalHost.Prompt);
    }

    [Fact]
    public async Task Without_a_terminal_lines_are_read_from_the_pipe_and_only_answers_are_printed()
    {
        using var process = Process.Start(
            new ProcessStartInfo(TerminalHost.Program)
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;
        await process.StandardInput.WriteAsync("one\r\ntwo ü\nhalf");
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        output.ShouldBe("line: one\nline: two \\u00FC\nline: half\nend of input\n");
    }
}
