using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Tools;
using Pedrocode.Core.Trees;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Agents;

/// <summary>A phase that may not change files changes none, however the model tries.</summary>
public class ReadOnlyPhaseSpecs
{
    [Theory]
    [InlineData("write_file", """{"file":"a.txt","content":"no"}""", null)]
    [InlineData("bash", """{"command":"echo no > a.txt"}""", "a.txt")]
    [InlineData("bash", """{"command":"git checkout HEAD~1 -- a.txt"}""", "a.txt")]
    [InlineData("bash", """{"command":"make build"}""", "made.txt")]
    [InlineData(
        "bash",
        """{"command":"sed -i s/new/no/ a.txt; rm b.txt; mkdir d; echo x > d/c.txt"}""",
        "a.txt, b.txt, d/c.txt"
    )]
    [InlineData("bash", """{"command":"git stash"}""", "a.txt")]
    public async Task In_a_tree_of_its_own_what_was_changed_is_put_back_and_said(
        string tool,
        string arguments,
        string? files
    )
    {
        await using var house = House(Isolation.Tree, tool, arguments);
        var project = Project(house);

        var job = house.Start(agent: "review");
        var view = await job.EndAsync();

        view.Error.ShouldBe("Paused: no finish in gather");
        var outcome = house.EventsOf(job).OfType<ToolCallEnded>().Last().Outcome;
        if (files is null)
        {
            outcome.Result.ShouldBe(ToolResult.Refused);
        }
        else
        {
            outcome.Text.ShouldEndWith($"[phase gather changes no files; put back: {files}]");
        }
        var tree = house.DirectoryOf(job).Tree;
        Listing(tree).ShouldBe(Listing(project.Root));
        project.Git("status", "--short").ShouldBe(" M a.txt");
    }

    [Theory]
    [InlineData("""{"command":"echo no > a.txt"}""")]
    [InlineData("""{"command":"make build"}""")]
    [InlineData("""{"command":"git checkout -- a.txt"}""")]
    public async Task In_place_only_commands_that_just_read_are_run(string arguments)
    {
        await using var house = House(Isolation.None, "bash", arguments);
        var project = Project(house);

        var job = house.Start(agent: "review");
        await job.EndAsync();

        house
            .EventsOf(job)
            .OfType<ToolCallEnded>()
            .Last()
            .Outcome.Text.ShouldStartWith("In phase gather only commands that just read can run here");
        project.Git("status", "--short").ShouldBe(" M a.txt");
    }

    [Fact]
    public async Task What_git_ignores_may_stay()
    {
        await using var house = House(Isolation.Tree, "bash", """{"command":"mkdir out && echo built > out/a.o"}""");
        Project(house);

        var job = house.Start(agent: "review");
        await job.EndAsync();

        house.EventsOf(job).OfType<ToolCallEnded>().Last().Outcome.Text.ShouldNotContain("put back");
        File.Exists(Path.Combine(house.DirectoryOf(job).Tree, "out/a.o")).ShouldBeTrue();
    }

    private static JobHarness House(Isolation isolation, string tool, string arguments) =>
        new(
            ScriptedModel.Of(
                ScriptedModel.Calls(("read_file", """{"file":"b.txt"}"""), (tool, arguments)),
                ScriptedModel.Says("hm"),
                ScriptedModel.Says("hm")
            ),
            settings => settings with { Isolation = isolation },
            JobHarness.AllowAll
        );

    /// <summary>With a change of the user's that is not committed.</summary>
    private static GitProject Project(JobHarness house)
    {
        var project = GitProject.Init(house.Project);
        project.Write("a.txt", "old\n");
        project.Write("b.txt", "b\n");
        project.Write(".gitignore", "out\n");
        project.Write("Makefile", "build:\n\techo x > made.txt\n");
        project.Commit("first");
        project.Write("a.txt", "newer\n");
        project.Commit("second");
        project.Write("a.txt", "new, not committed\n");
        return project;
    }

    private static string[] Listing(string root) =>
        [
            .. Directory
                .EnumerateFiles(root, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(root, file))
                .Where(static name => !name.StartsWith(".git/", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name => $"{name}: {File.ReadAllText(Path.Combine(root, name))}"),
        ];
}
