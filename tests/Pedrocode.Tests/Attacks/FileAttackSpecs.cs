using System.Text;
using Pedrocode.Core.Posix;
using Pedrocode.Core.Tools;
using Pedrocode.Core.Trees;
using Pedrocode.Tests.Testing;
using Pedrocode.Tests.Tools;

namespace Pedrocode.Tests.Attacks;

/// <summary>File tools, while somebody changes what the names mean.</summary>
public sealed class FileAttackSpecs : IDisposable
{
    private readonly ToolBench bench = new(inGit: true);

    public void Dispose() => bench.Dispose();

    [Fact]
    [Trait("Attack", "atk-050")]
    public void A_link_that_takes_the_files_place_after_the_check_is_not_followed()
    {
        bench.Put("a.txt", "mine\n");
        bench.Put("sub/b.txt", "mine\n");
        File.WriteAllText(Path.Combine(bench.Outside, "a.txt"), "outside\n");
        File.WriteAllText(Path.Combine(bench.Outside, "b.txt"), "outside\n");
        var file = TreePath.Of(Tree, "a.txt");
        var below = TreePath.Of(Tree, "sub/b.txt");

        File.Delete(bench.At("a.txt"));
        File.CreateSymbolicLink(bench.At("a.txt"), Path.Combine(bench.Outside, "a.txt"));
        Directory.Delete(bench.At("sub"), recursive: true);
        Directory.CreateSymbolicLink(bench.At("sub"), bench.Outside);

        Should.Throw<CallFault>(() => TreeFile.ReadIfThere(file)).Message.ShouldContain("has become a link");
        TreeFile.ReadIfThere(below).ShouldBeNull();
        TreeFile.Write(file, "PWNED"u8.ToArray());
        Should.Throw<CallFault>(() => TreeFile.Write(below, "PWNED"u8.ToArray()));
        TreeFile.Delete(below);
        File.ReadAllText(Path.Combine(bench.Outside, "a.txt")).ShouldBe("outside\n");
        File.ReadAllText(Path.Combine(bench.Outside, "b.txt")).ShouldBe("outside\n");
        bench.Text("a.txt").ShouldBe("PWNED");
    }

    [Fact]
    [Trait("Attack", "atk-050")]
    public async Task While_a_folder_and_a_link_change_places_no_write_gets_out()
    {
        Directory.CreateDirectory(bench.At("real"));
        Directory.CreateSymbolicLink(bench.At("link"), bench.Outside);
        using var tree = new RootedFiles(bench.Root);
        using var done = new CancellationTokenSource();
        var swapping = Task.Run(
            () =>
            {
                while (!done.IsCancellationRequested)
                {
                    tree.TryExchange(BytePath.Of("real"), BytePath.Of("link"));
                }
            },
            TestContext.Current.CancellationToken
        );
        var read = new List<string>();
        File.WriteAllText(Path.Combine(bench.Outside, "secret"), "CANARY");
        for (var i = 0; i < 400; i++)
        {
            await bench.WriteAsync("real/PWNED", $"{i}");
            await bench.EditAsync("real/PWNED", "", "x");
            read.Add((await bench.ReadAsync("real/secret")).Text);
        }
        await done.CancelAsync();
        await swapping;

        File.Exists(Path.Combine(bench.Outside, "PWNED")).ShouldBeFalse();
        read.ShouldAllBe(static text => !text.Contains("CANARY"));
    }

    [Fact]
    public async Task A_pipe_keeps_no_tool_waiting()
    {
        Pipe.Make(bench.At("pipe"));

        (await bench.ReadAsync("pipe")).Text.ShouldContain("no regular file");
        (await bench.WriteAsync("pipe", "x")).Text.ShouldContain("no regular file");
        (await bench.EditAsync("pipe", "", "x")).Text.ShouldContain("no regular file");
        await bench.SearchAsync("x", "pipe");
        await bench.SearchAsync("x");
        await bench.CallAsync(
            new ApplyPatchTool(),
            new { patch = "*** Begin Patch\n*** Delete File: pipe\n*** End Patch" }
        );
        FileIdentity.OfPath(bench.At("pipe")).ShouldNotBeNull().IsRegularFile.ShouldBeFalse();
    }

    [Fact]
    [Trait("Attack", "atk-064")]
    public async Task A_file_of_three_gigabytes_is_refused_by_its_size()
    {
        using (var file = File.Create(bench.At("huge")))
        {
            file.SetLength(3L << 30);
        }

        (await bench.ReadAsync("huge")).Text.ShouldBe("huge is too big (3 GB; at most 16 MB): use search_code.");
        (await bench.EditAsync("huge", "a", "b")).Result.ShouldBe(ToolResult.Failed);
        (await bench.WriteAsync("huge", "b")).Result.ShouldBe(ToolResult.Failed);
        new FileInfo(bench.At("huge")).Length.ShouldBe(3L << 30);
    }

    [Fact]
    [Trait("Attack", "atk-116")]
    public async Task A_text_that_occurs_twice_is_refused_with_both_lines()
    {
        bench.Put("a.cs", "int a;\nx = 1;\nint b;\nx = 1;\n");

        var outcome = await bench.EditAsync("a.cs", "x = 1;", "PWNED");

        outcome.Result.ShouldNotBe(ToolResult.Ok);
        outcome.Text.ShouldContain("2");
        outcome.Text.ShouldContain("4");
        bench.Text("a.cs").ShouldNotContain("PWNED");
    }

    [Theory]
    [Trait("Attack", "atk-117")]
    [InlineData("(rest of code unchanged)")]
    [InlineData("// ... rest of code unchanged ...")]
    [InlineData("# (rest of the methods unchanged)")]
    public async Task An_edit_that_leaves_out_code_is_refused(string elision)
    {
        bench.Put("a.cs", "void A()\n{\n    one();\n    two();\n}\n");
        var before = Encoding.UTF8.GetString(bench.Bytes("a.cs"));

        (await bench.EditAsync("a.cs", "    one();\n    two();\n", $"    one();\n    {elision}\n")).Result.ShouldNotBe(
            ToolResult.Ok
        );
        (await bench.WriteAsync("a.cs", $"void A()\n{elision}\n")).Result.ShouldNotBe(ToolResult.Ok);
        bench.Text("a.cs").ShouldBe(before);
    }

    private JobTree Tree => new(bench.Root, bench.Root, InGit: true);
}
