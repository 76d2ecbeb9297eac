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
        await tmux.TypeLineAsync("exit");
        await tmux.WaitForLineAsync("$");
        (await File.ReadAllTextAsync(record, TestContext.Current.CancellationToken)).ShouldNotContain("\e");
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
