using Pedrocode.Core.Checks;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Trees;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Trees;

/// <summary>A job whose journal ends amid a call or a check, as a kill leaves it, and its tree as far as it had come.</summary>
public sealed class CutShortSpecs
{
    private const string Started = "\"tool_call_started\"";

    [Fact]
    public async Task A_file_that_git_ignores_is_taken_back_too_and_counts_when_it_is_written_again()
    {
        await using var house = House(Write("build/out.txt"));
        var job = await EndedAsync(house);
        CutAfter(house, job, Started, new JobInterrupted("killed"));
        File.Exists(InTree(house, job, "build/out.txt")).ShouldBeTrue();

        var view = await Resume(house, job).EndAsync();

        view.Status.ShouldBe(JobStatus.Complete, view.Error);
        view.Files.Keys.ShouldBe(["build/out.txt"]);
        house.EventsOf(job).OfType<ToolCallEnded>().First().Outcome.Text.ShouldStartWith("Made build/out.txt");
        new GitProject(house.DirectoryOf(job).Store)
            .Git("ls-tree", "-r", "--name-only", view.Checkpoint!.Tree)
            .ShouldContain("build/out.txt");
    }

    [Fact]
    public async Task What_the_user_stopped_is_not_made_again()
    {
        await using var house = House(Write("a.txt"));
        var job = await EndedAsync(house);
        CutAfter(house, job, Started, new JobPaused("Paused: you stopped work"));

        (await Resume(house, job).EndAsync()).Status.ShouldBe(JobStatus.Complete);

        house.EventsOf(job).OfType<RolledBack>().ShouldBeEmpty();
        house.EventsOf(job).OfType<ToolCallEnded>().First().Outcome.Text.ShouldStartWith("Outcome unknown");
        File.ReadAllText(InTree(house, job, "a.txt")).ShouldBe("made\n");
    }

    [Fact]
    public async Task What_ended_pedrocode_three_times_is_not_begun_a_fourth_time()
    {
        await using var house = House(Write("a.txt"));
        var job = await EndedAsync(house);
        CutAfter(house, job, Started, new JobInterrupted("killed"));
        using (var journal = Journal.Open(house.DirectoryOf(job), TimeProvider.System))
        {
            var start = journal.Entries.Select(static entry => entry.Event).OfType<ToolCallStarted>().Single();
            for (var again = 0; again < 2; again++)
            {
                journal.Append(new JobResumed(), new JobStarted(1), start, new JobInterrupted("killed"));
            }
        }

        (await Resume(house, job).EndAsync()).Status.ShouldBe(JobStatus.Complete);

        house.EventsOf(job).OfType<ToolCallStarted>().Count().ShouldBe(3);
        house.EventsOf(job).OfType<ToolCallEnded>().First().Outcome.Text.ShouldStartWith("Outcome unknown");
    }

    [Fact]
    public async Task The_work_is_there_again_after_a_kill_when_a_check_had_just_ended_on_the_base()
    {
        await using var house = House(Write("a.txt"), checks: ["false"]);
        var job = await EndedAsync(house);
        CutAfter(house, job, "\"on_base\":true,\"failures\"", new JobInterrupted("killed"));
        File.Delete(InTree(house, job, "a.txt"));

        var view = await Resume(house, job).EndAsync();

        view.Status.ShouldBe(JobStatus.Complete, view.Error);
        view.Verification!.ToString().ShouldContain("failed before");
        File.ReadAllText(InTree(house, job, "a.txt")).ShouldBe("made\n");
        view.Checkpoint!.Tree.ShouldNotBe(view.Base!.Tree);
    }

    private static JobHarness House(ScriptedCall first, string[]? checks = null)
    {
        var house = new JobHarness(
            new ScriptedModel(request =>
                request.Messages.Any(static message => message is Core.Models.AssistantMessage)
                    ? ScriptedModel.Finish()
                    : ScriptedModel.Calls((first.Tool, first.Arguments))
            ),
            settings =>
                settings with
                {
                    Isolation = Isolation.Tree,
                    Apply = WhenToApply.Never,
                    Retention = JobRetention.KeepEverything,
                    Checks = new CheckSettings { Commands = [.. checks ?? []] },
                },
            JobHarness.AllowAll
        );
        var project = GitProject.Init(house.Project);
        project.Write(".gitignore", "build/\n");
        project.Commit();
        return house;
    }

    private static ScriptedCall Write(string file) => new("write_file", $$"""{"file":"{{file}}","content":"made\n"}""");

    private static async Task<Job> EndedAsync(JobHarness house)
    {
        var job = house.Start();
        (await job.EndAsync()).Status.ShouldBe(JobStatus.Complete, job.View.Error);
        return job;
    }

    private static Job Resume(JobHarness house, Job job) =>
        house.Scheduler.Resume(job.Id.ToString(), new JobResumed(), Mode.Background);

    /// <summary>As a kill leaves it: nothing was written after the first line that holds the text, and nothing is in the store's index.</summary>
    private static void CutAfter(JobHarness house, Job job, string text, JobEvent ending)
    {
        var directory = house.DirectoryOf(job);
        var lines = File.ReadAllLines(directory.Journal).ToList();
        var last = lines.FindIndex(line => line.Contains(text, StringComparison.Ordinal));
        last.ShouldBeGreaterThan(0, string.Join('\n', lines));
        File.WriteAllLines(directory.Journal, lines[..(last + 1)]);
        File.Delete(Path.Combine(directory.Path, "job.json"));
        File.Delete(new TreeStore(directory, job.View.Root).Index);
        using var journal = Journal.Open(directory, TimeProvider.System);
        journal.Append(ending);
    }

    private static string InTree(JobHarness house, Job job, string name) =>
        Path.Combine(house.DirectoryOf(job).Tree, name);

    private sealed record ScriptedCall(string Tool, string Arguments);
}
