using Pedrocode.Core;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Models;
using Pedrocode.Core.Trees;
using Pedrocode.Core.Trees.Landings;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Trees;

/// <summary>A folder that is in no git repository: jobs work there as they do in one. A task is the command that the job runs.</summary>
public sealed class FolderWithoutGitSpecs : IAsyncDisposable
{
    private const string Ten = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n";

    private readonly TaskCompletionSource begun = new();
    private JobHarness? made;

    private JobHarness House => made ??= MakeHouse(WhenToApply.Auto);

    private CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        if (made is not null)
        {
            await made.DisposeAsync();
        }
    }

    [Fact]
    public async Task Jobs_at_once_land_by_merge_and_are_taken_back_and_nothing_of_ours_is_in_the_folder()
    {
        House.Write("a.txt", Ten);
        House.Write("gone.txt", "x\n");
        House.Write("node_modules/huge.js", "x\n");
        House.Write(".gitignore", "*.log\n");
        House.Write("some.log", "log\n");
        var first = Start("sed -i s/^2/first/ a.txt; rm gone.txt; git status 2>&1 | head -1; ls");
        var second = Start(
            "sed -i s/^9/second/ a.txt; mkdir -p new/er; printf 'a\\0b' > new/er/bin; chmod +x new/er/bin"
        );
        var third = Start("sed -i s/^2/third/ a.txt");
        await BeginAsync(first, second, third);
        (await first.EndAsync()).Status.ShouldBe(JobStatus.Complete, first.View.Error);
        (await second.EndAsync()).Landing.ShouldBe(LandingState.Landed);
        (await third.EndAsync()).Status.ShouldBe(JobStatus.Complete, third.View.Error);

        var landed = new[] { first, third }.Single(static job => job.View.Landing == LandingState.Landed);
        var refused = landed == first ? third : first;
        refused.View.Landing.ShouldBe(LandingState.NotApplied);
        House.Read("a.txt").ShouldBe(Ten.Replace("2", landed == first ? "first" : "third").Replace("9", "second"));
        File.GetUnixFileMode(Path.Combine(House.Project, "new/er/bin"))
            .HasFlag(UnixFileMode.UserExecute)
            .ShouldBeTrue();
        Names().ShouldNotContain(".git");
        House
            .EventsOf(first)
            .OfType<ToolCallEnded>()
            .First()
            .Outcome.Text.ShouldBe(
                "exit code 0\nfatal: not a git repository (or any of the parent directories): .git\na.txt\n"
            );
        House.Write("mine.txt", "mine\n");

        var again = House.Scheduler.Retry(refused.Id.ToString(), feedback: null, Mode.Background);
        await again.EndAsync();
        (await Landings.DiffAsync(second.Id.ToString(), path: null, Stop)).Patch.ShouldContain("+second");
        (await Landings.UndoAsync(second.Id.ToString(), Stop)).Outcome.ShouldBe(WorkOutcome.Done);

        House.Read("a.txt").ShouldContain("\n9\n");
        // Which of the two came first is chance; only one of them deletes a file, and what still has conflict markers never lands.
        string[] names = [".gitignore", "a.txt", "mine.txt", "node_modules/huge.js", "some.log"];
        Names().ShouldBe(landed == first ? names : [.. names, "gone.txt"], ignoreOrder: true);
        (await Landings.SalvagedAsync(Stop)).Single().Id.ShouldBe(second.Id);
        (await Landings.ApplyAsync(second.Id.ToString(), Stop)).Outcome.ShouldBe(WorkOutcome.Done);
        House.Read("a.txt").ShouldContain("second");
        GitProject.GitIn(Private, "fsck", "--full", "--strict");
    }

    [Theory]
    [InlineData("project")]
    [InlineData("")]
    public async Task A_folder_that_became_a_repository_meanwhile_gets_the_work_where_it_belongs(string repository)
    {
        made = MakeHouse(WhenToApply.Never);
        House.Write("a.txt", Ten);
        var job = Start("sed -i s/^2/job/ a.txt; echo n > new.txt");
        await BeginAsync(job);
        (await job.EndAsync()).Status.ShouldBe(JobStatus.Complete, job.View.Error);
        var git = GitProject.Init(Path.Combine(Path.GetDirectoryName(House.Project)!, repository).TrimEnd('/'));
        git.Git("add", House.Project);
        git.Git("commit", "-q", "-m", "first");

        (await Landings.ApplyAsync(job.Id.ToString(), Stop)).Outcome.ShouldBe(WorkOutcome.Done);

        House.Read("a.txt").ShouldBe(Ten.Replace("2", "job"));
        Names().Where(static name => !name.StartsWith(".git/")).ShouldBe(["a.txt", "new.txt"], ignoreOrder: true);
        (await Landings.UndoAsync(job.Id.ToString(), Stop)).Outcome.ShouldBe(WorkOutcome.Done);
        git.Git("status", "--porcelain", House.Project).ShouldBe("");
    }

    [Fact]
    public async Task A_folder_that_is_gone_keeps_its_jobs_until_it_is_back()
    {
        made = MakeHouse(WhenToApply.Never);
        House.Write("a.txt", Ten);
        var job = Start("sed -i s/^2/job/ a.txt");
        await BeginAsync(job);
        await job.EndAsync();
        Directory.Move(House.Project, House.Project + "-away");

        var refused = await Should.ThrowAsync<UserError>(() => Landings.ApplyAsync(job.Id.ToString(), Stop));
        refused.Message.ShouldBe($"{House.Project} is not there");
        Should.Throw<UserError>(() => House.Scheduler.Retry(job.Id.ToString(), feedback: null, Mode.Background));
        JobRemoval.Remove(House.State, House.DirectoryOf(job), static _ => true).ShouldBeFalse();
        (await StrayCheck.RunAsync(House.State, House.State.Path, prune: true, Stop)).ShouldBeEmpty();

        Directory.Move(House.Project + "-away", House.Project);
        (await Landings.ApplyAsync(job.Id.ToString(), Stop)).Outcome.ShouldBe(WorkOutcome.Done);
        House.Read("a.txt").ShouldBe(Ten.Replace("2", "job"));
        JobRemoval.Remove(House.State, House.DirectoryOf(job), static _ => true).ShouldBeTrue();
        var repository = Private;
        Directory.Delete(House.Project, recursive: true);
        (await StrayCheck.RunAsync(House.State, House.State.Path, prune: true, Stop)).ShouldHaveSingleItem();
        Directory.Exists(repository).ShouldBeFalse();
        Directory.CreateDirectory(House.Project);
    }

    [Fact]
    public async Task What_is_too_large_to_copy_is_refused_with_the_way_out()
    {
        House.Write("a.txt", Ten);
        var films = House.Write("films/one", "");
        await using (var film = File.OpenWrite(films))
        {
            film.SetLength(PrivateRepository.MostBytes);
        }
        begun.SetResult();

        var failed = await Start("ls").EndAsync();

        failed.Status.ShouldBe(JobStatus.Failed);
        failed.Error!.ShouldContain("(most of it in films)");
        House.Write(".gitignore", "films\n");
        (await Start("ls").EndAsync()).Status.ShouldBe(JobStatus.Complete);
    }

    [Fact]
    public void Home_directory_root_and_what_holds_our_own_files_are_worked_in_in_place()
    {
        string? Why(string root) => JobTrees.WhyInPlace(new JobTree(root, root, InGit: false), House.State);

        Why(House.Project).ShouldBeNull();
        Why("/").ShouldBe("this is the whole file system");
        Why(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)).ShouldBe("this is your home directory");
        Why(Path.GetDirectoryName(House.Project)!).ShouldBe("pedrocode keeps its own files in this folder");
        begun.SetResult();
        House
            .Start("<<<true>>>", workDir: Path.GetDirectoryName(House.Project))
            .View.Isolation.ShouldBe(Isolation.None);
    }

    private string Private =>
        Directory.EnumerateDirectories(Path.Combine(House.State.Path, "repositories")).ShouldHaveSingleItem();

    private JobLandings Landings => new(House.State, TimeProvider.System, House.Project, commits: false);

    private IEnumerable<string> Names() =>
        Directory
            .EnumerateFiles(
                House.Project,
                "*",
                new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }
            )
            .Select(file => Path.GetRelativePath(House.Project, file));

    private Job Start(string command) => House.Start($"<<<{command}>>>");

    private async Task BeginAsync(params Job[] jobs)
    {
        foreach (var job in jobs)
        {
            await job.EventAsync<TreeReady>();
        }
        begun.TrySetResult();
    }

    private JobHarness MakeHouse(WhenToApply apply) =>
        new(
            new ScriptedModel(static request =>
                request.Messages.Any(static message => message is AssistantMessage)
                    ? ScriptedModel.Finish()
                    : ScriptedModel.Calls(("bash", $$"""{"command":{{Quoted(Command(request))}}}"""))
            )
            {
                Hold = stop => begun.Task.WaitAsync(stop),
            },
            settings => settings with { Isolation = Isolation.Tree, Apply = apply },
            JobHarness.AllowAll
        );

    private static string Quoted(string text) => System.Text.Json.JsonSerializer.Serialize(text);

    private static string Command(ModelRequest request) =>
        string.Concat(request.Messages.OfType<UserMessage>().Select(static message => message.Text))
            .Split("<<<")[1]
            .Split(">>>")[0];
}
