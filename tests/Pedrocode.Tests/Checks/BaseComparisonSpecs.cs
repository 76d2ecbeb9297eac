using Pedrocode.Core.Checks;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Models;
using Pedrocode.Core.Trees;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Checks;

/// <summary>What the checks say of a job's tree beside what they said of its base.</summary>
public class BaseComparisonSpecs
{
    private const string FailsUnlessGood = "test:\n\tgrep -q good a.txt || { echo FAIL a.txt is not good; exit 1; }\n";

    [Fact]
    public async Task A_check_that_failed_before_in_the_same_way_is_not_held_against_the_job()
    {
        await using var house = House(Writes("b.txt", "new"), ScriptedModel.Finish());
        var project = Project(house, FailsUnlessGood);

        var job = house.Start();
        var view = await job.EndAsync();

        view.Status.ShouldBe(JobStatus.Complete, view.Error);
        view.Verification!.ToString().ShouldBe("unverified (failed before: make test)");
        house.EventsOf(job).OfType<CheckEnded>().Select(static check => check.OnBase).ShouldBe([false, true]);
        File.ReadAllText(Path.Combine(house.DirectoryOf(job).Tree, "b.txt")).ShouldBe("new\n");
        project.Git("status", "--short").ShouldBe("?? b.txt");
    }

    [Fact]
    public async Task A_failure_of_another_kind_than_before_is_held_against_it()
    {
        await using var house = House(
            Writes("b.txt", "wrong"),
            ScriptedModel.Finish(),
            ScriptedModel.Finish("again"),
            ScriptedModel.Finish("and again")
        );
        Project(house, "test:\n\tgrep -q wrong b.txt 2>/dev/null && echo FAIL b.txt; echo FAIL a.txt; exit 1\n");

        var view = await house.Start().EndAsync();

        view.Status.ShouldBe(JobStatus.Failed);
        view.Error!.ShouldContain("FAIL b.txt");
    }

    [Theory]
    [InlineData("rm tests/test_b.py", "unverified (1 test ran, 2 before: python3 -m unittest discover tests)")]
    [InlineData("sed -i 's/self.fail()/pass/' tests/test_b.py", "verified (changed tests: 1)")]
    public async Task A_test_in_the_way_that_is_deleted_or_made_to_pass_is_said(string command, string verification)
    {
        await using var house = House(
            ScriptedModel.Calls(("bash", $$"""{"command":"{{command}}; echo x > new.txt"}""")),
            ScriptedModel.Finish("All tests pass.")
        );
        var project = GitProject.Init(house.Project);
        foreach (var (name, body) in new[] { ("a", "pass"), ("b", "self.fail()") })
        {
            project.Write(
                $"tests/test_{name}.py",
                $"import unittest\n\nclass T(unittest.TestCase):\n    def test_it(self):\n        {body}\n"
            );
        }
        project.Commit();

        (await house.Start().EndAsync()).Verification!.ToString().ShouldBe(verification);
    }

    [Fact]
    public async Task Fewer_tests_than_before_prove_nothing()
    {
        await using var house = House(
            ScriptedModel.Calls(("read_file", """{"file":"tests/test_a.py"}""")),
            Writes(
                "tests/test_a.py",
                "import unittest\\n\\nclass A(unittest.TestCase):\\n    def test_one(self):\\n        pass\\n"
            ),
            ScriptedModel.Finish()
        );
        var project = GitProject.Init(house.Project);
        project.Write(
            "tests/test_a.py",
            "import unittest\n\nclass A(unittest.TestCase):\n    def test_one(self):\n        pass\n\n    def test_two(self):\n        pass\n"
        );
        project.Commit();

        var view = await house.Start().EndAsync();

        view.Verification!.ToString().ShouldBe("unverified (1 test ran, 2 before: python3 -m unittest discover tests)");
    }

    [Fact]
    public async Task What_a_check_writes_into_files_is_no_work_of_the_job()
    {
        await using var house = House(Writes("b.txt", "new"), ScriptedModel.Finish());
        Project(house, "test:\n\techo stray > a.txt; echo more > stray.txt\n");

        var job = house.Start();
        (await job.EndAsync()).Verification!.ToString().ShouldBe("verified");

        var tree = house.DirectoryOf(job).Tree;
        File.ReadAllText(Path.Combine(tree, "a.txt")).ShouldBe("bad\n");
        File.Exists(Path.Combine(tree, "stray.txt")).ShouldBeFalse();
    }

    [Fact]
    public async Task Another_dependency_in_package_json_leaves_its_scripts_a_proof_and_another_script_does_not()
    {
        foreach (
            var (package, verification) in new[]
            {
                ("""{"scripts":{"test":"true"},"dependencies":{"a":"1"}}""", "verified"),
                (
                    """{"scripts":{"test":"true || false"}}""",
                    "unverified (the job changed how checks run: package.json)"
                ),
            }
        )
        {
            await using var house = House(
                ScriptedModel.Calls(("read_file", """{"file":"package.json"}""")),
                Writes("package.json", package.Replace("\"", "\\\"", StringComparison.Ordinal)),
                ScriptedModel.Finish()
            );
            var project = GitProject.Init(house.Project);
            project.Write("package.json", """{"scripts":{"test":"true"}}""");
            project.Commit();

            (await house.Start().EndAsync()).Verification!.ToString().ShouldBe(verification);
        }
    }

    [Fact]
    public void Dependencies_that_lead_into_the_users_own_files_prove_nothing()
    {
        using var user = new TempDirectory();
        user.Write("lib/index.js", "");
        using var tree = new TempDirectory();
        Directory.CreateDirectory(tree.At("node_modules"));
        File.CreateSymbolicLink(tree.At("node_modules/own"), user.At("lib"));

        var job = new JobTree(tree.Path, tree.Path, InGit: true)
        {
            ProjectRoot = user.Path,
            ProjectWorkDir = user.Path,
        };
        OwnDependencies.Of(job, isHeld: false).ShouldBe("node_modules/own");
        // A workspace has them at its top, whichever package the user stands in.
        var below = job with
        {
            WorkDir = tree.At("packages/a"),
        };
        OwnDependencies.Of(below, isHeld: false).ShouldBe("node_modules/own");
        // There the user's path is the tree's own.
        OwnDependencies.Of(job, isHeld: true).ShouldBeNull();
    }

    [Fact]
    public async Task What_was_verified_before_the_user_changed_files_is_said_to_be_so()
    {
        JobHarness? house = null;
        await using var made = house = new JobHarness(
            new ScriptedModel(request =>
            {
                if (request.Messages.Count(static message => message is AssistantMessage) == 0)
                {
                    return Writes("b.txt", "new");
                }
                File.WriteAllText(Path.Combine(house!.Project, "a.txt"), "good\n");
                File.WriteAllText(Path.Combine(house.Project, "mine.txt"), "mine\n");
                return ScriptedModel.Finish();
            }),
            settings => settings with { Isolation = Isolation.Tree, Apply = WhenToApply.Auto },
            JobHarness.AllowAll
        );
        Project(house, "test:\n\ttrue\n");

        var view = await house.Start().EndAsync();

        view.Status.ShouldBe(JobStatus.Complete, view.Error);
        view.Verification!.ToString().ShouldBe("verified on its base; 2 files of yours changed since");
        File.ReadAllText(Path.Combine(house.Project, "b.txt")).ShouldBe("new\n");
    }

    private static JobHarness House(params ModelReply[] replies) =>
        new(ScriptedModel.Of(replies), settings => settings with { Isolation = Isolation.Tree }, JobHarness.AllowAll);

    private static GitProject Project(JobHarness house, string makefile)
    {
        var project = GitProject.Init(house.Project);
        project.Write("a.txt", "bad\n");
        project.Write("Makefile", makefile);
        project.Commit();
        return project;
    }

    private static ModelReply Writes(string file, string content) =>
        ScriptedModel.Calls(("write_file", $$"""{"file":"{{file}}","content":"{{content}}\n"}"""));
}
