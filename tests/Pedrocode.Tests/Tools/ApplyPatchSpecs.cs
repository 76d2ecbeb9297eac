using System.Text.Json;
using Pedrocode.Core.Tools;

namespace Pedrocode.Tests.Tools;

public sealed class ApplyPatchSpecs : IDisposable
{
    private readonly ToolBench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task All_files_are_changed_and_each_is_named()
    {
        bench.Put("a.sh", "1\n2\n");
        bench.Put("b.sh", "x\n");
        bench.Put("c.bin", [0, 1]);
        bench.Put("d.bin", [0, 2]);
        File.SetUnixFileMode(bench.At("b.sh"), (UnixFileMode)0x1ED); // 0755
        var outcome = await PatchAsync(
            """
            *** Begin Patch
            *** Update File: a.sh
            @@
            -2
            +two
            +three
            *** Update File: b.sh
            *** Move to: bin/b.sh
            @@
            -x
            +y
            *** Add File: new/n.txt
            +n
            *** Delete File: c.bin
            *** Update File: d.bin
            *** Move to: e.bin
            *** End Patch
            """
        );
        outcome.Text.ShouldBe(
            """
            Edited a.sh: +2 −1
            Moved b.sh to bin/b.sh
            Made new/n.txt: +1
            Deleted c.bin
            Moved d.bin to e.bin
            """
        );
        bench.Text("a.sh").ShouldBe("1\ntwo\nthree\n");
        bench.Text("bin/b.sh").ShouldBe("y\n");
        File.GetUnixFileMode(bench.At("bin/b.sh")).ShouldBe((UnixFileMode)0x1ED);
        bench.Text("new/n.txt").ShouldBe("n\n");
        bench.Bytes("e.bin").ShouldBe([0, 2]);
        Directory.GetFiles(bench.Root).Select(Path.GetFileName).Order().ShouldBe(["a.sh", "e.bin"]);
        outcome
            .Changes.Select(static change => change.Path)
            .ShouldBe(["a.sh", "b.sh", "bin/b.sh", "new/n.txt", "c.bin", "d.bin", "e.bin"]);
        outcome.Seen.Single(static file => file.Path == "c.bin").Sha256.ShouldBe("");
        outcome.Seen.Single(static file => file.Path == "a.sh").Sha256.Length.ShouldBe(64);
    }

    [Theory]
    [InlineData("b.txt", "-nowhere\n+x")]
    [InlineData("none.txt", "-1\n+x")]
    [InlineData("../outside.txt", "-1\n+x")]
    [InlineData(".git/config", "-1\n+x")]
    [InlineData("c.bin", "-1\n+x")]
    [InlineData("stale.txt", "-1\n+x")]
    public async Task One_refused_file_and_no_file_is_changed(string path, string hunk)
    {
        bench.Put("a.txt", "1\n");
        bench.Put("b.txt", "1\n");
        bench.Put("c.bin", [(byte)'1', 0]);
        bench.Put("stale.txt", "0\n");
        await bench.ReadAsync("stale.txt");
        bench.Put("stale.txt", "1\n");
        var before = bench.Listing();
        var outcome = await PatchAsync(
            $"*** Begin Patch\n*** Update File: a.txt\n@@\n-1\n+2\n*** Update File: {path}\n@@\n{hunk}\n*** End Patch"
        );
        outcome.Result.ShouldNotBe(ToolResult.Ok);
        outcome.Changes.ShouldBeEmpty();
        bench.Listing().ShouldBe(before);
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_puts_the_others_back()
    {
        bench.Put("a.txt", "1\n");
        File.SetUnixFileMode(bench.At("a.txt"), (UnixFileMode)0x1ED);
        bench.Put("gone.txt", "g\n");
        bench.Put("file", "f\n");
        var before = bench.Listing();
        var outcome = await PatchAsync(
            "*** Begin Patch\n*** Update File: a.txt\n@@\n-1\n+2\n*** Delete File: gone.txt\n*** Add File: n.txt\n+n\n*** Add File: file/below\n+x\n*** End Patch"
        );
        outcome.ShouldBe(ToolOutcome.Failed("file/below cannot be made: file is a file. No file was changed."));
        bench.Listing().ShouldBe(before);
        File.GetUnixFileMode(bench.At("a.txt")).ShouldBe((UnixFileMode)0x1ED);
    }

    [Fact]
    public async Task A_missing_file_is_answered_with_the_nearest()
    {
        bench.Put("src/auth.py", "1\n");
        (await PatchAsync("*** Begin Patch\n*** Update File: src/auht.py\n@@\n-1\n+2\n*** End Patch")).Text.ShouldBe(
            "src/auht.py is not there. Nearest: src/auth.py"
        );
    }

    [Fact]
    public async Task A_link_and_its_target_are_one_file()
    {
        bench.Put("a.txt", "1\n2\n");
        File.CreateSymbolicLink(bench.At("link.txt"), "a.txt");
        await PatchAsync(
            "*** Begin Patch\n*** Update File: a.txt\n@@\n-1\n+one\n*** Update File: link.txt\n@@\n-2\n+two\n*** End Patch"
        );
        bench.Text("a.txt").ShouldBe("one\ntwo\n");
    }

    [Fact]
    public async Task An_edit_after_a_patch_needs_no_reading_again()
    {
        bench.Put("a.txt", "1\n");
        await bench.ReadAsync("a.txt");
        await PatchAsync("--- a/a.txt\n+++ b/a.txt\n@@ -1 +1 @@\n-1\n+2\n");
        (await bench.EditAsync("a.txt", "2", "3")).Result.ShouldBe(ToolResult.Ok);
    }

    [Fact]
    public void A_call_names_its_files()
    {
        var patch = JsonSerializer.SerializeToElement(
            new { patch = "*** Begin Patch\n*** Delete File: a\n*** Update File: b\n*** Move to: c\n*** End Patch" }
        );
        ApplyPatchTool.PathsIn(patch).ShouldBe(["a", "b", "c"]);
        new ApplyPatchTool().Brief(patch).ShouldBe("file='a' and 2 more");
        new ApplyPatchTool().Brief(JsonSerializer.SerializeToElement(new { patch = "x" })).ShouldBe("");
    }

    private Task<ToolOutcome> PatchAsync(string patch) => bench.CallAsync(new ApplyPatchTool(), new { patch });
}
