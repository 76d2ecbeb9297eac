using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Permissions;
using Pedrocode.Core.Sandboxes;
using Pedrocode.Core.Trees;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Trees;

/// <summary>What stands in a job's tree without being part of its work: other repositories, and ignored folders that are carried along.</summary>
public sealed class ForeignFoldersSpecs : IAsyncDisposable
{
    private readonly TempDirectory temp = new();
    private Func<Sandbox>? sandbox;
    private JobHarness house = null!;

    public async ValueTask DisposeAsync()
    {
        await house.DisposeAsync();
        temp.Dispose();
    }

    [Fact]
    public async Task Repositories_inside_the_project_can_be_read_and_nothing_done_to_them_lands()
    {
        var job = await RunAsync(
            static project =>
            {
                foreach (var name in (string[])["sub", "lib", "lib/deep", "raw"])
                {
                    var inside = GitProject.Init(project.At(name));
                    inside.Write("code.txt", $"of {name}\n");
                    inside.Write(".gitignore", "*.o\n");
                    inside.Write("code.o", "built\n");
                    if (name != "raw")
                    {
                        inside.Commit();
                    }
                }
                project.Git("-c", "protocol.file.allow=always", "submodule", "add", "-q", "./sub", "sub");
                project.Git("commit", "-q", "-m", "with sub");
                project.Write("lib/code.txt", "of lib, changed\n");
            },
            (
                "bash",
                """{"command":"cat sub/code.txt lib/code.txt lib/deep/code.txt raw/code.txt; ls lib; git status --short"}"""
            ),
            ("write_file", """{"file":"lib/code.txt","content":"job\n"}"""),
            ("search_code", """{"pattern":"deep","path":"lib/deep"}"""),
            (
                "bash",
                """{"command":"rm -rf sub; cd lib; chmod u+w code.txt; echo job > code.txt; echo n > new.c; echo b > b.o; echo job > ../mine.txt; echo r > ../raw/more"}"""
            )
        );

        job.Status.ShouldBe(JobStatus.Complete, job.Error);
        var outcomes = Outcomes(job);
        outcomes[0].ShouldStartWith("exit code 0\nof sub\nof lib, changed\nof lib/deep\nof raw\ncode.txt\ndeep\n");
        outcomes[1]
            .ShouldBe(
                "lib/code.txt is in a repository of its own: it can be read, not changed. Change files of the project."
            );
        outcomes[2].ShouldContain("1:of lib/deep");
        Events(job)
            .OfType<LeftBehind>()
            .Single()
            .InRepositories.ShouldBe(["lib/code.txt", "lib/new.c", "raw/more", "sub/.gitignore", "sub/code.txt"]);
        job.Files.Keys.ShouldBe(["mine.txt"]);
        house.Read("mine.txt").ShouldBe("job\n");
        house.Read("lib/code.txt").ShouldBe("of lib, changed\n");
        house.Read("sub/code.txt").ShouldBe("of sub\n");
    }

    [Fact]
    public async Task Carried_folders_are_the_users_own_read_only_in_the_sandbox_and_never_in_a_checkpoint()
    {
        sandbox = () => Sandbox.Find(new SandboxSettings { Home = temp.At("home"), StateDirectory = temp.At("state") });
        Directory.CreateDirectory(temp.At("home"));
        var job = await RunAsync(
            Carrying,
            (
                "bash",
                """{"command":"cat node_modules/dep/index.js web/venv/bin/tool; (echo x > node_modules/dep/index.js) 2>/dev/null || echo refused; git status --short; echo s > local.env; mkdir -p out; echo o > out/o; echo job > mine.txt"}"""
            ),
            ("read_file", """{"file":"node_modules/dep/index.js"}"""),
            ("write_file", """{"file":"node_modules/dep/index.js","content":"job\n"}"""),
            ("search_code", """{"pattern":"dep","path":"node_modules"}""")
        );

        job.Status.ShouldBe(JobStatus.Complete, job.Error);
        job.Foreign.ShouldNotBeNull().Bound.ShouldBe(["node_modules", "web/venv"], ignoreOrder: true);
        var outcomes = Outcomes(job);
        outcomes[0].ShouldBe("exit code 0\ndep\ntool\nrefused\n");
        outcomes[1].ShouldBe("[node_modules/dep/index.js: 1 line]\ndep\n");
        outcomes[2].ShouldContain("is carried along from the user's folder");
        outcomes[3].ShouldBe("node_modules/dep/index.js\n1:dep");
        Events(job).OfType<LeftBehind>().Single().Ignored.ShouldBe(["local.env"]);
        job.Files.Keys.ShouldBe(["mine.txt"]);
        house.Read("node_modules/dep/index.js").ShouldBe("dep\n");
    }

    [Fact]
    public async Task Without_a_sandbox_they_are_copied_where_the_file_system_shares_content_else_named()
    {
        var job = await RunAsync(
            Carrying,
            (
                "bash",
                """{"command":"echo job > mine.txt; [ ! -d node_modules ] || echo x > node_modules/dep/index.js"}"""
            )
        );

        job.Status.ShouldBe(JobStatus.Complete, job.Error);
        var foreign = job.Foreign.ShouldNotBeNull();
        foreign.Cloned.Concat(foreign.NotCarried).ShouldBe(["node_modules", "web/venv"], ignoreOrder: true);
        foreign.Bound.ShouldBeEmpty();
        job.Files.Keys.ShouldBe(["mine.txt"]);
        house.Read("node_modules/dep/index.js").ShouldBe("dep\n");
    }

    private static void Carrying(GitProject project)
    {
        project.Write(".gitignore", "node_modules\n*.env\nout/\n");
        project.Write("node_modules/dep/index.js", "dep\n");
        project.Write("web/index.html", "web\n");
        project.Commit();
        project.Write("web/venv/bin/tool", "tool\n");
    }

    private IEnumerable<JobEvent> Events(JobView job) =>
        house.State.Find(job.Id.ToString()).Read().Entries.Select(static entry => entry.Event);

    private List<string> Outcomes(JobView job) =>
        [.. Events(job).OfType<ToolCallEnded>().Select(static ended => ended.Outcome.Text)];

    private async Task<JobView> RunAsync(Action<GitProject> prepare, params (string, string)[] calls)
    {
        var model = ScriptedModel.Of(ScriptedModel.Calls(calls), ScriptedModel.Finish());
        house = new JobHarness(
            model,
            settings =>
                settings with
                {
                    Isolation = Isolation.Tree,
                    Carry = ["node_modules", "venv"],
                    Gate = new PermissionGate(JobHarness.AllowAll, sandbox),
                },
            JobHarness.AllowAll
        );
        var project = GitProject.Init(house.Project);
        project.Write("a.txt", "one\n");
        project.Commit();
        prepare(project);
        return await house.Start().EndAsync();
    }
}
