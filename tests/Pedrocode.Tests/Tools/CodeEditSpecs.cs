using System.Text;
using Pedrocode.Core.Tools;

namespace Pedrocode.Tests.Tools;

public sealed class CodeEditSpecs : IDisposable
{
    private readonly ToolBench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task An_edit_says_where_and_how_many_lines()
    {
        bench.Put("src/a.py", "a\nb\nc\n");
        var outcome = await bench.EditAsync("src/a.py", "b\n", "x\ny\n");
        outcome.Text.ShouldBe("Edited src/a.py: line 2 (+2 −1).");
        outcome.Changes.ShouldBe([new FileChange("src/a.py", 2, 1)]);
        bench.Text("src/a.py").ShouldBe("a\nx\ny\nc\n");
    }

    [Fact]
    public async Task White_space_that_differed_is_said()
    {
        bench.Put("a", "  x = 1\n");
        (await bench.EditAsync("a", "x  = 1\n", "x  = 2\n")).Text.ShouldBe(
            "Edited a: line 1 (+1 −1). White space in old differed: the file's own indentation was kept."
        );
    }

    [Fact]
    public async Task A_refused_edit_names_the_file_and_changes_nothing()
    {
        bench.Put("a", "x\nx\n");
        var outcome = await bench.EditAsync("a", "x", "y");
        outcome.ShouldBe(
            ToolOutcome.Failed("a: old is found 2 times (lines 1, 2): send more of the lines around it, or all=true.")
        );
        bench.Text("a").ShouldBe("x\nx\n");
        (await bench.EditAsync("a", "x", "y", all: true)).Text.ShouldBe("Edited a: 2 places, from line 1 (+2 −2).");
    }

    [Fact]
    public async Task Several_edits_of_a_file_follow_each_other()
    {
        bench.Put("a", "1\n2\n3\n");
        await bench.ReadAsync("a");
        (await bench.EditAsync("a", "1", "one")).Result.ShouldBe(ToolResult.Ok);
        (await bench.EditAsync("a", "2", "two")).Result.ShouldBe(ToolResult.Ok);
        (await bench.WriteAsync("a", "all\n")).Result.ShouldBe(ToolResult.Ok);
        (await bench.EditAsync("a", "all", "new")).Result.ShouldBe(ToolResult.Ok);
        bench.Text("a").ShouldBe("new\n");
    }

    [Fact]
    [Trait("Attack", "atk-119")]
    public async Task A_file_that_changed_since_it_was_read_is_not_touched()
    {
        bench.Put("a", "1\n");
        await bench.ReadAsync("a");
        bench.Put("a", "1\n2\n");
        var stale = ToolOutcome.Refused("a changed since you read it: read it again.");
        (await bench.EditAsync("a", "2", "two")).ShouldBe(stale);
        (await bench.WriteAsync("a", "x")).ShouldBe(stale);
        bench.Text("a").ShouldBe("1\n2\n");
        await bench.ReadAsync("a");
        (await bench.EditAsync("a", "2", "two")).Result.ShouldBe(ToolResult.Ok);
    }

    [Fact]
    public async Task A_file_that_is_gone_since_it_was_read_is_not_made_again_by_an_edit()
    {
        bench.Put("a", "1\n");
        await bench.ReadAsync("a");
        File.Delete(bench.At("a"));
        (await bench.EditAsync("a", "1", "2")).ShouldBe(ToolOutcome.Refused("a is gone since you read it."));
    }

    [Fact]
    public async Task An_edit_of_nothing_makes_a_new_file()
    {
        (await bench.EditAsync("new/a.txt", "", "x\n")).Changes.ShouldBe([new FileChange("new/a.txt", 1, 0)]);
        bench.Text("new/a.txt").ShouldBe("x\n");
        (await bench.EditAsync("other", "x", "y")).Text.ShouldBe("other is not there.");
    }

    [Fact]
    [Trait("Attack", "atk-064")]
    public async Task Mode_encoding_and_line_endings_stay()
    {
        bench.Put("run.sh", [0xEF, 0xBB, 0xBF, .. "#!/bin/sh\r\necho é\r\n"u8]);
        const UnixFileMode Mode = (UnixFileMode)0x1E8; // 0750
        File.SetUnixFileMode(bench.At("run.sh"), Mode);
        (await bench.EditAsync("run.sh", "echo é\n", "echo à\necho b\n")).Result.ShouldBe(ToolResult.Ok);
        bench.Bytes("run.sh").ShouldBe([0xEF, 0xBB, 0xBF, .. "#!/bin/sh\r\necho à\r\necho b\r\n"u8]);
        File.GetUnixFileMode(bench.At("run.sh")).ShouldBe(Mode);
    }

    [Fact]
    [Trait("Attack", "atk-064")]
    public async Task Utf16_stays_utf16()
    {
        bench.Put("le", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("one\r\ntwo\r\n")]);
        bench.Put("be", [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes("one\ntwo\n")]);
        await bench.EditAsync("le", "two", "zwei 😀");
        await bench.EditAsync("be", "two", "zwei 😀");
        bench.Bytes("le").ShouldBe([0xFF, 0xFE, .. Encoding.Unicode.GetBytes("one\r\nzwei 😀\r\n")]);
        bench.Bytes("be").ShouldBe([0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes("one\nzwei 😀\n")]);
    }

    [Fact]
    public async Task Bytes_that_are_not_utf8_stay_as_they_are()
    {
        byte[] latin1 = [.. "caf"u8, 0xE9, .. "\nx\n"u8];
        bench.Put("latin1", latin1);
        (await bench.EditAsync("latin1", "x", "ü")).Result.ShouldBe(ToolResult.Ok);
        bench.Bytes("latin1").ShouldBe([.. "caf"u8, 0xE9, (byte)'\n', 0xFC, (byte)'\n']);
        (await bench.EditAsync("latin1", "ü", "→")).Text.ShouldContain("cannot be written in its encoding");

        bench.Put("mixed", [.. "é "u8, 0xE9, 0xC3, .. "\nx\n"u8]);
        (await bench.EditAsync("mixed", "x", "→")).Result.ShouldBe(ToolResult.Ok);
        bench.Bytes("mixed").ShouldBe([.. "é "u8, 0xE9, 0xC3, .. "\n→\n"u8]);
        (await bench.EditAsync("mixed", "<U+DCE9><U+DCC3>", "!")).Result.ShouldBe(ToolResult.Ok);
        bench.Bytes("mixed").ShouldBe([.. "é !\n→\n"u8]);
    }

    [Fact]
    [Trait("Attack", "atk-064")]
    public async Task A_binary_file_is_not_edited()
    {
        bench.Put("a.bin", [(byte)'a', 0]);
        (await bench.EditAsync("a.bin", "a", "b")).Text.ShouldBe("a.bin is a binary file (2 bytes).");
        bench.Bytes("a.bin").ShouldBe([(byte)'a', 0]);
    }

    [Fact]
    public async Task An_edit_of_what_was_shown_as_marks_changes_only_that()
    {
        bench.Put("colours", "red=\u001b[31m\nblue=\u001b[34m\n");
        (await bench.ReadAsync("colours")).Text.ShouldContain("red=<U+001B>[31m");
        await bench.EditAsync("colours", "red=<U+001B>[31m\n", "red=<U+001B>[91m\n");
        bench.Text("colours").ShouldBe("red=\u001b[91m\nblue=\u001b[34m\n");
    }
}
