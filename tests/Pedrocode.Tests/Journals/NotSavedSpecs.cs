using System.Text.Json;
using Pedrocode.Core;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Posix;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Journals;

/// <summary>The disk refuses: what has happened has happened, what could not be saved is said.</summary>
public sealed class NotSavedSpecs
{
    [Fact]
    public void An_event_counts_though_job_json_cannot_be_replaced_and_it_is_caught_up_with_later()
    {
        using var temp = new TempDirectory();
        var job = StateDirectory.Open(temp.At("state")).Claim(DateTimeOffset.UtcNow);
        Directory.CreateDirectory(job.Summary);
        using var journal = Journal.Create(
            job,
            new JobCreated(job.Id, "quick", "t", Mode.Background, "/p", "/p", "s", "m"),
            TimeProvider.System
        );

        journal.Append(new JobStarted(1));

        journal.View.Status.ShouldBe(JobStatus.Running);
        journal.SummaryNotSaved!.Message.ShouldStartWith($"{job.Id} could not be saved: ");
        job.Read().Entries.Length.ShouldBe(2);

        Directory.Delete(job.Summary);
        journal.Append(new RoundStarted(1, 1));

        journal.SummaryNotSaved.ShouldBeNull();
        using var json = JsonDocument.Parse(File.ReadAllBytes(job.Summary));
        json.RootElement.GetProperty("journal_bytes").GetInt64().ShouldBe(new FileInfo(job.Journal).Length);
    }

    [Fact]
    public async Task A_job_whose_job_json_cannot_be_replaced_is_complete_and_says_that_it_could_not_be_saved()
    {
        var asked = new TaskCompletionSource<JobDirectory>();
        var model = new ScriptedModel(static _ => ScriptedModel.Finish())
        {
            Hold = async _ =>
            {
                var job = await asked.Task;
                File.Delete(job.Summary);
                Directory.CreateDirectory(job.Summary);
            },
        };
        await using var house = new JobHarness(model);
        var job = house.Start();
        var directory = house.DirectoryOf(job);
        asked.SetResult(directory);

        (await job.EndAsync()).Status.ShouldBe(JobStatus.Complete);

        job.NotSaved!.Message.ShouldStartWith($"{job.Id} could not be saved: ");
        directory.ReadView().Status.ShouldBe(JobStatus.Complete);
    }

    [Theory]
    [InlineData(5, "see what is wrong with that disk")]
    [InlineData(28, "free some space there")]
    [InlineData(30, "make that writable")]
    [InlineData(122, "free some space there")]
    public void What_the_disk_refused_and_what_to_do_is_known_however_deep_it_is_wrapped(int errno, string next)
    {
        var refused = new IOException("no", errno);

        DiskRefusal.Of(new AggregateException(refused)).ShouldBe("no");
        DiskRefusal.NextFor(new AggregateException(refused)).ShouldBe(next);
        DiskRefusal.Of(new IOException("other", 2)).ShouldBeNull();
        DiskRefusal.Of(new UserError("a typo")).ShouldBeNull();
    }
}
