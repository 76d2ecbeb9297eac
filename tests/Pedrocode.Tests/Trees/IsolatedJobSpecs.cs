using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Models;
using Pedrocode.Core.Trees;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Trees;

public sealed class IsolatedJobSpecs : IAsyncDisposable
{
    private readonly List<JobHarness> houses = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var house in houses)
        {
            await house.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_job_changes_its_own_tree_and_leaves_the_users_files_alone()
    {
        var house = House(
            ScriptedModel.Calls(
                ("write_file", """{"file":"new.txt","content":"made\n"}"""),
                ("bash", """{"command":"echo changed > a.txt && cat b.txt"}""")
            ),
            ScriptedModel.Finish()
        );
        var project = Project(house);
        project.Write("b.txt", "not committed\n");
        var before = GitProject.Everything(project.Root);

        var job = house.Start();
        (await job.EndAsync()).Status.ShouldBe(JobStatus.Complete, job.View.Error);

        GitProject.Everything(project.Root).Except(before).ShouldBeEmpty();
        before.Except(GitProject.Everything(project.Root)).ShouldBeEmpty();
        var tree = house.DirectoryOf(job).Tree;
        File.ReadAllText(Path.Combine(tree, "new.txt")).ShouldBe("made\n");
        File.ReadAllText(Path.Combine(tree, "a.txt")).ShouldBe("changed\n");
        Outcomes(house, job)[1].ShouldContain("not committed");
    }

    [Fact]
    public async Task A_job_that_never_touched_its_tree_ends_without_it_and_leaves_nothing()
    {
        var house = House(ScriptedModel.Finish());
        var project = Project(house);

        var job = house.Start();
        (await job.EndAsync()).Status.ShouldBe(JobStatus.Complete, job.View.Error);

        job.View.Landing.ShouldBe(LandingState.Landed);
        project.Git("for-each-ref", "refs/pedrocode").ShouldBe("");
        house.EventsOf(job).OfType<Checkpointed>().ShouldBeEmpty();
        house.EventsOf(job)[^1].ShouldBeOfType<JobCompleted>();
    }

    [Fact]
    public async Task Paths_are_those_of_the_project_for_the_model_whichever_way()
    {
        ScriptedModel model = null!;
        var house = House(
            request =>
                request.Messages.Count(static message => message is AssistantMessage) switch
                {
                    0 => ScriptedModel.Calls(
                        ("read_file", $$"""{"file":"{{houses[0].Project}}/a.txt"}"""),
                        (
                            "bash",
                            $$"""{"command":"pwd; ls {{houses[0].Project}}/a.txt; git rev-parse --show-toplevel"}"""
                        ),
                        ("bash", """{"command":"cat missing 2>&1; realpath a.txt; false"}""")
                    ),
                    _ => ScriptedModel.Finish(),
                },
            made => model = made
        );
        var project = Project(house);

        var job = house.Start();
        (await job.EndAsync()).Status.ShouldBe(JobStatus.Complete, job.View.Error);

        var root = project.Root;
        Outcomes(house, job)
            .ShouldBe([
                "[a.txt: 1 line]\none\n",
                $"exit code 0\n{root}\n{root}/a.txt\n{root}\n",
                $"exit code 1\ncat: missing: No such file or directory\n{root}/a.txt\n",
                "accepted",
            ]);
        model
            .Requests.SelectMany(static request => request.Messages)
            .ShouldAllBe(message => !message.ToString()!.Contains("/tree"));
    }

    [Fact]
    public async Task The_journal_tells_the_base_the_tree_and_the_checkpoints()
    {
        var house = House(
            ScriptedModel.Calls(("write_file", """{"file":"new.txt","content":"1\n"}""")),
            ScriptedModel.Calls(
                ("bash", """{"command":"cat new.txt"}"""),
                ("bash", """{"command":"echo 2 > new.txt"}""")
            ),
            ScriptedModel.Calls(("bash", """{"command":"true && touch new.txt"}""")),
            ScriptedModel.Finish()
        );
        var project = Project(house);

        var job = house.Start();
        (await job.EndAsync()).Status.ShouldBe(JobStatus.Complete, job.View.Error);

        var start = house.EventsOf(job).OfType<BaseTaken>().Single();
        start.ShouldBe(
            new BaseTaken(
                project.Git("rev-parse", "HEAD"),
                project.Git("rev-parse", "HEAD^{tree}"),
                project.Git("rev-parse", "HEAD"),
                "refs/heads/main"
            )
        );
        var store = new TreeStore(house.DirectoryOf(job), job.View.Root);
        var checkpoints = house.EventsOf(job).OfType<Checkpointed>().ToList();
        checkpoints.Count.ShouldBe(2);
        async Task<string> New(Checkpointed at) =>
            await store.Git.TextAsync(TestContext.Current.CancellationToken, "cat-file", "-p", $"{at.Commit}:new.txt");
        (await New(checkpoints[0])).ShouldBe("1");
        (await New(checkpoints[1])).ShouldBe("2");
        GitProject.GitIn(store.Path, "--git-dir", store.Path, "fsck", "--full", "--strict");
    }

    [Fact]
    public async Task Whatever_the_model_does_with_git_stays_in_its_tree_and_no_file_is_lost()
    {
        var house = House(
            ScriptedModel.Calls(
                (
                    "bash",
                    """{"command":"git stash -u; git config user.name Evil; git branch -D other; git gc -q --prune=now; git worktree prune; git commit -qam gone --allow-empty"}"""
                ),
                (
                    "bash",
                    """{"command":"rm -rf .git; mkdir -p pkg/deep && cd pkg && git init -q && echo p > p.txt && echo d > deep/d.txt"}"""
                ),
                (
                    "bash",
                    """{"command":"mkdir lib && cd lib && git init -q && echo l > l.txt && git add -A && git -c user.name=m -c user.email=m@m commit -qm l"}"""
                ),
                ("bash", """{"command":"git status 2>&1 | head -1"}""")
            ),
            ScriptedModel.Finish()
        );
        var project = Project(house);
        project.Git("branch", "other");
        project.Write("b.txt", "not committed\n");
        var before = GitProject.Everything(Path.Combine(project.Root, ".git"));

        var job = house.Start();
        (await job.EndAsync()).Status.ShouldBe(JobStatus.Complete, job.View.Error);

        GitProject.Everything(Path.Combine(project.Root, ".git")).Except(before).ShouldBeEmpty();
        before.Except(GitProject.Everything(Path.Combine(project.Root, ".git"))).ShouldBeEmpty();
        var store = new TreeStore(house.DirectoryOf(job), job.View.Root);
        var listed = await store.Git.TextAsync(
            TestContext.Current.CancellationToken,
            "ls-tree",
            "-r",
            "--name-only",
            job.View.Checkpoint!.Commit
        );
        listed.Split('\n').ShouldBe(["a.txt", "lib/l.txt", "pkg/deep/d.txt", "pkg/p.txt"]);
        Outcomes(house, job)[3].ShouldContain("not a git repository");
        GitProject.GitIn(project.Root, "fsck", "--full", "--strict");
    }

    [Fact]
    public async Task Searches_do_not_read_the_configuration_that_a_command_may_have_written_in_the_tree()
    {
        var house = House(
            ScriptedModel.Calls(
                (
                    "bash",
                    """{"command":"git config core.worktree /; echo '[garbage' >> .git/config; echo made > made.txt"}"""
                ),
                ("search_code", """{"pattern":"one|made"}"""),
                ("find_files", """{"glob":"*.txt"}""")
            ),
            ScriptedModel.Finish()
        );
        Project(house);

        var job = house.Start();
        (await job.EndAsync()).Status.ShouldBe(JobStatus.Complete, job.View.Error);

        Outcomes(house, job)[1..3].ShouldBe(["a.txt\n1:one\n\nmade.txt\n1:made", "a.txt\nmade.txt"]);
    }

    private JobHarness House(params ModelReply[] replies) =>
        House(
            request => replies[request.Messages.Count(static message => message is AssistantMessage)],
            static _ => { }
        );

    private JobHarness House(Func<ModelRequest, ModelReply> answer, Action<ScriptedModel> made)
    {
        var model = new ScriptedModel(answer);
        made(model);
        var house = new JobHarness(
            model,
            static settings => settings with { Isolation = Isolation.Tree, Apply = WhenToApply.Never },
            JobHarness.AllowAll
        );
        houses.Add(house);
        return house;
    }

    private static GitProject Project(JobHarness house)
    {
        var project = GitProject.Init(house.Project);
        project.Write("a.txt", "one\n");
        project.Commit();
        return project;
    }

    private static List<string> Outcomes(JobHarness house, Job job) =>
        [.. house.EventsOf(job).OfType<ToolCallEnded>().Select(static ended => ended.Outcome.Text)];
}
