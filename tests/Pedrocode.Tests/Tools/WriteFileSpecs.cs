using Pedrocode.Core.Tools;

namespace Pedrocode.Tests.Tools;

public sealed class WriteFileSpecs : IDisposable
{
    private readonly ToolBench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task A_new_file_is_made_with_its_directories()
    {
        var outcome = await bench.WriteAsync("src/new/a.py", "a\nb");
        outcome.Text.ShouldBe("Made src/new/a.py: 2 lines.");
        outcome.Changes.ShouldBe([new FileChange("src/new/a.py", 2, 0)]);
        bench.Text("src/new/a.py").ShouldBe("a\nb");
    }

    [Fact]
    public async Task A_new_file_has_the_mode_any_new_file_has()
    {
        await bench.WriteAsync("a", "x");
        bench.Run("touch", "b");
        File.GetUnixFileMode(bench.At("a")).ShouldBe(File.GetUnixFileMode(bench.At("b")));
    }

    [Fact]
    public async Task A_replaced_file_keeps_its_mode_and_says_what_changed()
    {
        bench.Put("run.sh", "a\nb\nc\n");
        File.SetUnixFileMode(bench.At("run.sh"), (UnixFileMode)0x1ED); // 0755
        await bench.ReadAsync("run.sh");
        var outcome = await bench.WriteAsync("run.sh", "a\nx\nc\n");
        outcome.Text.ShouldBe("Replaced run.sh: 3 lines (+1 −1).");
        File.GetUnixFileMode(bench.At("run.sh")).ShouldBe((UnixFileMode)0x1ED);
    }

    [Fact]
    public async Task Replacing_a_file_that_was_never_read_is_said()
    {
        bench.Put("a", "old\n");
        (await bench.WriteAsync("a", "new\n")).Text.ShouldBe("Replaced a: 1 line (+1 −1), a file you had not read.");
    }

    [Fact]
    public async Task A_file_that_came_to_be_since_the_model_looked_is_not_replaced()
    {
        bench.Put("a", "1");
        await bench.ReadAsync("a");
        bench.Put("a", "2");
        (await bench.WriteAsync("a", "3")).Result.ShouldBe(ToolResult.Refused);
        bench.Text("a").ShouldBe("2");
    }

    [Fact]
    public async Task Windows_line_endings_and_the_encoding_of_a_replaced_file_stay()
    {
        bench.Put("a", [0xEF, 0xBB, 0xBF, .. "1\r\n2\r\n"u8]);
        await bench.WriteAsync("a", "1\n3\n");
        bench.Bytes("a").ShouldBe([0xEF, 0xBB, 0xBF, .. "1\r\n3\r\n"u8]);
    }

    [Fact]
    public async Task The_same_content_again_changes_nothing()
    {
        bench.Put("a", "x\n");
        var outcome = await bench.WriteAsync("a", "x\n");
        outcome.Text.ShouldBe("a already has exactly this content.");
        outcome.Changes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Content_that_leaves_out_code_does_not_replace_a_file()
    {
        bench.Put("a.js", "f();\ng();\n");
        var outcome = await bench.WriteAsync("a.js", "f(1);\n// ... rest of the file unchanged ...\n");
        outcome.Result.ShouldBe(ToolResult.Failed);
        outcome.Text.ShouldContain("Write out every line");
        bench.Text("a.js").ShouldBe("f();\ng();\n");
    }

    [Fact]
    public async Task A_directory_in_the_way_is_one_line()
    {
        bench.Put("src/a", "");
        (await bench.WriteAsync("src", "x")).Text.ShouldBe("src is a directory: find_files lists what is in it.");
        (await bench.WriteAsync("src/a/b", "x")).Text.ShouldBe("src/a/b cannot be made: a is a file.");
    }

    [Fact]
    public async Task No_temporary_file_stays()
    {
        await bench.WriteAsync("a", "x");
        await bench.WriteAsync("a", "y");
        Directory.GetFileSystemEntries(bench.Root).Length.ShouldBe(1);
    }
}
