using Pedrocode.Core.Tools;

namespace Pedrocode.Tests.Tools;

/// <summary>What leads out of the tree, by every tool that takes a path.</summary>
public sealed class TreePathSpecs : IDisposable
{
    private readonly ToolBench bench = new(inGit: true);

    public TreePathSpecs()
    {
        bench.Put("a.txt", "a\n");
        File.WriteAllText(Path.Combine(bench.Outside, "outside.txt"), "outside\n");
        Directory.CreateDirectory(bench.Root + "-evil");
        File.WriteAllText(bench.Root + "-evil/a", "evil\n");
        File.CreateSymbolicLink(bench.At("passwd"), "/etc/passwd");
        Directory.CreateSymbolicLink(bench.At("up"), bench.Outside);
        File.CreateSymbolicLink(bench.At("dangling"), Path.Combine(bench.Outside, "new.txt"));
        File.CreateSymbolicLink(bench.At("alias.txt"), "a.txt");
        Directory.CreateSymbolicLink(bench.At("gitlink"), ".git");
    }

    public void Dispose() => bench.Dispose();

    public static TheoryData<string> OutOfTheTree =>
        [
            "../outside.txt",
            "/etc/cron.d/x",
            "/etc/passwd",
            "../tree-evil/a",
            "x/../../outside.txt",
            "passwd",
            "up/outside.txt",
            "up/new/file",
            "dangling",
            "/proc/self/environ",
            "file:///etc/passwd",
            "~root/x",
            "~/x",
            "$HOME/x",
            ".git/hooks/pre-commit",
            ".GIT/config",
            "sub/.git/config",
            "gitlink/config",
            "a\0b",
        ];

    [Theory]
    [Trait("Attack", "atk-045")]
    [Trait("Attack", "atk-046")]
    [Trait("Attack", "atk-047")]
    [Trait("Attack", "atk-048")]
    [Trait("Attack", "atk-054")]
    [Trait("Attack", "atk-056")]
    [Trait("Attack", "atk-063")]
    [MemberData(nameof(OutOfTheTree))]
    public async Task No_tool_leaves_the_tree(string path)
    {
        var before = bench.Listing();
        ToolOutcome[] outcomes =
        [
            await bench.ReadAsync(path),
            await bench.WriteAsync(path, "PWNED"),
            await bench.EditAsync(path, "", "PWNED"),
            await bench.EditAsync(path, "o", "PWNED"),
            await bench.SearchAsync("o", path),
            await bench.FindAsync(path),
            await bench.FindAsync(path + "/*"),
        ];
        outcomes.ShouldAllBe(static outcome => outcome.Result == ToolResult.Refused);
        outcomes.ShouldAllBe(static outcome => !outcome.Text.Contains('\n'));
        bench.Listing().ShouldBe(before);
        File.ReadAllText(Path.Combine(bench.Outside, "outside.txt")).ShouldBe("outside\n");
        Directory.GetFiles(bench.Outside).Length.ShouldBe(1);
        Directory.GetFiles(bench.Root + "-evil").Length.ShouldBe(1);
        File.Exists(bench.At(".git/hooks/pre-commit")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_link_inside_the_tree_is_its_target_and_stays_a_link()
    {
        (await bench.ReadAsync("alias.txt")).Text.ShouldBe("[a.txt: 1 line]\na\n");
        var edited = await bench.EditAsync("alias.txt", "a", "b");
        edited.Changes.ShouldHaveSingleItem().Path.ShouldBe("a.txt");
        bench.Text("a.txt").ShouldBe("b\n");
        new FileInfo(bench.At("alias.txt")).LinkTarget.ShouldBe("a.txt");
    }

    [Fact]
    [Trait("Attack", "atk-051")]
    public async Task A_hard_link_to_a_file_outside_is_cut_by_writing()
    {
        bench.Run("ln", Path.Combine(bench.Outside, "outside.txt"), "hard");
        (await bench.EditAsync("hard", "outside", "inside")).Result.ShouldBe(ToolResult.Ok);
        File.ReadAllText(Path.Combine(bench.Outside, "outside.txt")).ShouldBe("outside\n");
    }

    [Fact]
    public async Task An_absolute_path_into_the_tree_is_one_of_the_tree() =>
        (await bench.ReadAsync(bench.At("a.txt"))).Text.ShouldStartWith("[a.txt: 1 line]");

    [Fact]
    public async Task A_path_by_another_name_of_the_root_is_one_of_the_tree()
    {
        var alias = Path.Combine(bench.Outside, "alias");
        Directory.CreateSymbolicLink(alias, bench.Root);
        (await bench.ReadAsync(Path.Combine(alias, "a.txt"))).Text.ShouldStartWith("[a.txt: 1 line]");
    }

    [Fact]
    public async Task A_path_with_backslashes_makes_no_file_of_that_name()
    {
        (await bench.WriteAsync("src\\a.cs", "x")).ShouldBe(
            ToolOutcome.Failed("src\\a.cs is not there. Write paths with /.")
        );
        File.Exists(bench.At("src\\a.cs")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_file_named_with_a_tilde_can_be_read()
    {
        bench.Put("~notes", "n\n");
        (await bench.ReadAsync("~notes")).Text.ShouldContain("n\n");
    }
}
