using System.Text;
using Pedrocode.Core.Tools;

namespace Pedrocode.Tests.Tools;

public sealed class ReadFileSpecs : IDisposable
{
    private readonly ToolBench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task A_file_is_shown_as_it_is()
    {
        bench.Put("src/a.py", "def f():\n\treturn 1\n");
        var outcome = await bench.ReadAsync("src/a.py");
        outcome.Text.ShouldBe("[src/a.py: 2 lines]\ndef f():\n\treturn 1\n");
        outcome.Result.ShouldBe(ToolResult.Ok);
    }

    [Fact]
    public async Task A_range_is_shown_with_where_it_is()
    {
        bench.Put("a", "1\n2\n3\n4\n");
        (await bench.ReadAsync("a", 2, 3)).Text.ShouldBe("[a: lines 2-3 of 4]\n2\n3\n");
        (await bench.ReadAsync("a", 3, 99)).Text.ShouldBe("[a: lines 3-4 of 4]\n3\n4\n");
        (await bench.ReadAsync("a", -1)).Text.ShouldBe("[a: lines 4-4 of 4]\n4\n");
        (await bench.ReadAsync("a", 9)).Text.ShouldBe("a has 4 lines; start=9 is behind its end.");
        (await bench.ReadAsync("a", 3, 2)).Text.ShouldBe("start=3 is behind end=2.");
    }

    [Fact]
    public async Task A_long_file_is_shown_with_its_head_and_tail_and_how_to_go_on()
    {
        bench.Put("long", string.Concat(Enumerable.Range(1, 5_000).Select(static i => $"line {i}\n")));
        var text = (await bench.ReadAsync("long")).Text;
        text.Length.ShouldBeLessThan(17_000);
        text.ShouldStartWith("[long: 5000 lines]\nline 1\n");
        text.ShouldEndWith("line 5000\n");
        var next = int.Parse(text.Split("read_file with start=")[1].Split(']')[0]);
        text.ShouldContain($"line {next - 1}\n[lines {next}-");
        (await bench.ReadAsync("long", next)).Text.ShouldContain($"\nline {next}\n");
    }

    [Fact]
    public async Task A_long_line_is_cut_and_that_is_said()
    {
        bench.Put("min.js", new string('x', 1_000_000) + "\nend\n");
        var text = (await bench.ReadAsync("min.js")).Text;
        text.ShouldContain("[line 1 cut: 999000 characters more]\nend\n");
        text.Length.ShouldBeLessThan(2_000);
    }

    [Fact]
    public async Task What_the_text_does_not_show_is_said()
    {
        bench.Put("crlf", "a\r\nb");
        (await bench.ReadAsync("crlf")).Text.ShouldBe("[crlf: 2 lines, CRLF, no line break at the end]\na\nb\n");
        bench.Put("mixed", "a\r\nb\n");
        (await bench.ReadAsync("mixed")).Text.ShouldBe("[mixed: 2 lines, CRLF and LF mixed]\na\nb\n");
        bench.Put("utf16", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("é\n")]);
        (await bench.ReadAsync("utf16")).Text.ShouldBe("[utf16: 1 line, UTF-16]\né\n");
        bench.Put("latin1", [.. "caf"u8, 0xE9, (byte)'\n']);
        (await bench.ReadAsync("latin1")).Text.ShouldBe("[latin1: 1 line, not UTF-8: shown as Latin-1]\ncafé\n");
        bench.Put("stray", [.. "é"u8, 0xE9, (byte)'\n']);
        (await bench.ReadAsync("stray")).Text.ShouldBe("[stray: 1 line, some bytes are not UTF-8]\né<U+DCE9>\n");
        bench.Put("bom", [0xEF, 0xBB, 0xBF, .. "x\n"u8]);
        (await bench.ReadAsync("bom")).Text.ShouldBe("[bom: 1 line]\nx\n");
        bench.Put("empty", "");
        (await bench.ReadAsync("empty")).Text.ShouldBe("[empty is empty]");
    }

    [Fact]
    public async Task Escapes_and_invisible_characters_come_as_marks()
    {
        bench.Put("esc", "\u001b[2J \u202e x\n");
        (await bench.ReadAsync("esc")).Text.ShouldBe("[esc: 1 line]\n<U+001B>[2J <U+202E> x\n");
    }

    [Fact]
    public async Task A_binary_file_is_named_as_such()
    {
        bench.Put("a.bin", [1, 0, 2]);
        (await bench.ReadAsync("a.bin")).Text.ShouldBe("a.bin is a binary file (3 bytes).");
    }

    [Fact]
    public async Task A_directory_is_not_read()
    {
        bench.Put("src/a", "");
        (await bench.ReadAsync("src")).Text.ShouldBe("src is a directory: find_files lists what is in it.");
    }

    [Theory]
    [InlineData("src/auht.py")]
    [InlineData("src/Auth.PY")]
    [InlineData("auth.py")]
    [InlineData("lib/core/auth.py")]
    public async Task A_wrong_path_is_answered_with_the_nearest(string wrong)
    {
        bench.Put("src/auth.py", "");
        bench.Put("src/other.py", "");
        var outcome = await bench.ReadAsync(wrong);
        outcome.ShouldBe(ToolOutcome.Failed($"{wrong} is not there. Nearest: src/auth.py"));
    }

    [Fact]
    public async Task A_path_like_no_other_is_just_not_there() =>
        (await bench.ReadAsync("nowhere.txt")).Text.ShouldBe("nowhere.txt is not there.");

    [Fact]
    public async Task A_pipe_is_refused_at_once()
    {
        bench.Run("mkfifo", "pipe");
        var outcome = await bench
            .ReadAsync("pipe")
            .WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        outcome.ShouldBe(ToolOutcome.Refused("pipe is no regular file (a device, pipe or socket)."));
    }

    [Fact]
    public async Task A_file_that_is_too_big_is_said_to_be()
    {
        using (var file = new FileStream(bench.At("big"), FileMode.Create))
        {
            file.SetLength(3L << 30);
        }
        (await bench.ReadAsync("big")).Text.ShouldBe("big is too big (3 GB; at most 16 MB): use search_code.");
    }

    [Fact]
    public async Task A_file_without_permission_is_one_line()
    {
        bench.Put("secret", "x\n");
        File.SetUnixFileMode(bench.At("secret"), UnixFileMode.None);
        // Whoever is root may read all the same.
        (await bench.ReadAsync("secret")).Text.ShouldBe(
            Environment.IsPrivilegedProcess ? "[secret: 1 line]\nx\n" : "secret may not be read: permission denied."
        );
    }

    [Fact]
    public async Task Paths_start_where_the_user_stood()
    {
        using var below = new ToolBench("app");
        below.Put("app/a", "in app\n");
        below.Put("b", "above\n");
        (await below.ReadAsync("a")).Text.ShouldContain("in app");
        (await below.ReadAsync("./../b")).Text.ShouldBe("[../b: 1 line]\nabove\n");
        (await below.ReadAsync(below.At("b"))).Text.ShouldContain("above");
    }
}
