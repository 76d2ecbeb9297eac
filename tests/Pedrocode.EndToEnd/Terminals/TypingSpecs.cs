using Pedrocode.Cli.Terminals;
using Pedrocode.EndToEnd.Testing;

namespace Pedrocode.EndToEnd.Terminals;

public class TypingSpecs
{
    [Fact]
    public async Task What_is_typed_while_a_thousand_lines_a_second_are_printed_is_neither_lost_nor_displaced()
    {
        const string text =
            "add authentication to the API, keep the old tokens valid for a week, and write a test for each of the "
            + "three ways a token can expire; the session store stays as it is, only its interface may grow a bit";
        await using var tmux = await TerminalHost.StartAsync("--prompt='> '", ">", width: 100);
        await tmux.TypeLineAsync("notes 1000 8");
        await tmux.WaitForAsync("of many that are printed");
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(30));
        for (var typed = 1; typed <= text.Length; typed++)
        {
            await pace.WaitForNextTickAsync(TestContext.Current.CancellationToken);
            await tmux.TypeAsync(text[(typed - 1)..typed]);
            if (typed % 20 == 0)
            {
                var soFar = "> " + text[..typed];
                await tmux.WaitAsync(soFar, screen => Shows(screen, soFar));
            }
        }
        await tmux.WaitForAsync("all noted");
        await tmux.WaitAsync(text, screen => Shows(screen, "> " + text));
        // Nothing of what was printed is missing either, and nothing of the line was left among it.
        var printed = (await tmux.LookBackAsync()).Where(l => l.StartsWith("note", StringComparison.Ordinal));
        printed.ShouldBe(
            Enumerable.Range(0, 8_000).Select(i => $"note {i} of many that are printed while somebody types")
        );
    }

    [Fact]
    public async Task Resizing_at_any_moment_loses_nothing_typed()
    {
        await using var tmux = await TerminalHost.StartAsync();
        await tmux.TypeLineAsync("notes 300 6");
        var sizes = new Random(7);
        const string text = "a line that is long enough to be wrapped where the screen is narrow 你好 👩‍🚀 and ends";
        var typed = "";
        foreach (var (i, word) in text.Split(' ').Index())
        {
            typed += word;
            await tmux.TypeAsync(word + " ");
            if (i % 3 == 2)
            {
                await tmux.WaitAsync(
                    typed,
                    screen =>
                        string.Concat(screen.Rows)
                            .Replace(" ", "", StringComparison.Ordinal)
                            .EndsWith(typed, StringComparison.Ordinal)
                );
                await tmux.ResizeAsync(sizes.Next(20, 120), sizes.Next(5, 40));
            }
        }
        await tmux.WaitBackForAsync("all noted");
        await tmux.ResizeAsync(20, 5);
        await tmux.WaitAsync(
            "the end of the line",
            screen => screen.Width == 20 && screen.Line.EndsWith("and ends", StringComparison.Ordinal)
        );
        await tmux.ResizeAsync(100, 30);
        await tmux.WaitAsync(
            "the whole line",
            screen => screen.Line == "pedro:build> " + text && screen.CursorColumn == TextWidth.Of(screen.Line) + 1
        );
        // And of what was printed meanwhile nothing was erased.
        (await tmux.LookBackAsync())
            .Where(l => l.StartsWith("note ", StringComparison.Ordinal))
            .ShouldBe(
                Enumerable.Range(0, 1_800).Select(i => $"note {i} of many that are printed while somebody types")
            );
    }

    [Theory]
    [InlineData("plain", 5)]
    [InlineData("naïve e\u0301", 7)]
    [InlineData("你好한글", 8)]
    [InlineData("😀👍", 4)]
    public async Task The_cursor_stands_where_the_terminal_draws_the_next_character(string text, int cells)
    {
        await using var tmux = await TerminalHost.StartAsync();
        await tmux.TypeAsync(text);
        await tmux.WaitAsync(
            text,
            s => s.Line.EndsWith(text, StringComparison.Ordinal) && s.CursorColumn == 13 + cells
        );
    }

    [Fact]
    public async Task A_paste_of_a_megabyte_is_one_entry_shown_by_its_size()
    {
        var text = string.Concat(
            Enumerable.Range(0, 20_000).Select(i => $"line {i} of the pasted text, made to be long\n")
        );
        await using var tmux = await TerminalHost.StartAsync();
        await tmux.PasteAsync(text);
        await tmux.WaitForLineAsync("pedro:build> [pasted 20000 lines]");
        await tmux.TypeAsync("!");
        await tmux.WaitForLineAsync("pedro:build> [pasted 20000 lines]!");
        await tmux.PressAsync("Enter");
        await tmux.WaitForAsync($"long: {text.Length + 1}");
    }

    [Fact]
    public async Task Completion_history_search_and_bound_keys_work_in_a_real_terminal()
    {
        await using var tmux = await TerminalHost.StartAsync();
        await tmux.TypeAsync("/j");
        await tmux.PressAsync("Tab");
        await tmux.WaitForAsync("  /jobs     this project's jobs");
        await tmux.PressAsync("Tab", "Enter");
        await tmux.WaitAsync("the choice", s => s.Line == "pedro:build> /jobs" && !s.Contains("/journal"));
        await tmux.PressAsync("Enter");
        await tmux.WaitAsync("the line", s => s.Rows.Contains("line: /jobs"));
        await tmux.TypeLineAsync("second");
        await tmux.WaitForAsync("line: second");
        await tmux.PressAsync("C-r");
        await tmux.TypeAsync("job");
        await tmux.WaitForLineAsync("(search `job') /jobs");
        await tmux.PressAsync("C-g", "Up");
        await tmux.WaitForLineAsync("pedro:build> second");
        await tmux.PressAsync("C-c");
        await tmux.WaitForAsync("pedro:build> second^C");
        await tmux.WaitForAsync("interrupt: second");
        await tmux.PressAsync("C-b");
        await tmux.WaitForAsync("key: b");
    }

    [Fact]
    public async Task A_status_line_yields_to_lines_above_and_goes_without_trace()
    {
        await using var tmux = await TerminalHost.StartAsync();
        await tmux.TypeLineAsync("status working for 3 s");
        await tmux.WaitAsync("status", s => s.Rows[1] == "working for 3 s" && s.Rows[2] == TerminalHost.Prompt);
        await tmux.TypeLineAsync("hello");
        await tmux.WaitAsync("status", s => s.Rows[3] == "working for 3 s" && s.Rows[2] == "line: hello");
        await tmux.TypeLineAsync("status");
        await tmux.WaitAsync(
            "no status",
            s => !s.Contains("working") || s.Rows.Count(r => r.StartsWith("working", StringComparison.Ordinal)) == 0
        );
    }

    [Fact]
    public async Task Keys_typed_before_the_prompt_are_waiting_for_it_and_Ctrl_C_drops_them()
    {
        await using var tmux = await TerminalHost.StartAsync();
        await tmux.TypeLineAsync("pause");
        await tmux.TypeLineAsync("ahead");
        await tmux.TypeAsync("half");
        await tmux.WaitForAsync("line: ahead");
        await tmux.WaitForLineAsync("pedro:build> half");
        await tmux.PressAsync("C-u");
        await tmux.TypeLineAsync("busy");
        await tmux.TypeAsync("dropped");
        await tmux.PressAsync("C-c");
        await tmux.WaitForAsync("interrupted while busy");
        await tmux.WaitForLineAsync(TerminalHost.Prompt);
    }

    /// <summary>The line, wrapped, is the last thing on the screen, with the cursor behind it.</summary>
    private static bool Shows(PaneScreen screen, string line)
    {
        var rows = (line + " ").Chunk(screen.Width).Select(row => new string(row).TrimEnd()).ToList();
        var first = screen.CursorRow - rows.Count + 1;
        return first >= 0
            && screen.Rows.Skip(first).Take(rows.Count).SequenceEqual(rows)
            && screen.CursorColumn == line.Length % screen.Width;
    }
}
