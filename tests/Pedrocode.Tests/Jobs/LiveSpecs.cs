using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Models;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Jobs;

/// <summary>What a running job shows between its events, and how its user pauses it.</summary>
public class LiveSpecs
{
    [Fact]
    public async Task Who_comes_late_gets_the_reply_from_its_beginning_and_then_each_piece()
    {
        var feed = new LiveFeed();
        feed.Say(new LivePart.Asked());
        feed.Say(new LivePart.Text("First "));
        feed.Say(new LivePart.Text("half"));
        await using var watch = feed.WatchAsync(TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);

        var first = watch.MoveNextAsync();
        feed.Say(new LivePart.Text(", second"));
        var seen = new List<LivePart>();
        while (seen.Count < 2 && await first)
        {
            seen.Add(watch.Current);
            first = watch.MoveNextAsync();
        }
        feed.Say(new LivePart.Replied());
        while (seen[^1] is not LivePart.Replied && await first)
        {
            seen.Add(watch.Current);
            first = seen[^1] is LivePart.Replied ? default : watch.MoveNextAsync();
        }

        seen[0].ShouldBeOfType<LivePart.Asked>();
        string.Concat(seen.OfType<LivePart.Text>().Select(static part => part.Delta)).ShouldBe("First half, second");
        feed.Now.ShouldBe(LiveMoment.Quiet);
    }

    [Fact]
    public async Task Of_a_flood_of_output_what_cannot_be_watched_is_counted()
    {
        var feed = new LiveFeed();
        await using var watch = feed.WatchAsync(TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);
        var first = watch.MoveNextAsync();
        var line = new string('x', 999) + "\n";

        for (var i = 0; i < 1000; i++)
        {
            feed.Say(new LivePart.Output(line));
        }
        feed.Say(new LivePart.Asked());

        var (shown, skipped) = (0, 0);
        while (await first && watch.Current is not LivePart.Asked)
        {
            shown += watch.Current is LivePart.Output(var lines) ? lines.Count('\n') : 0;
            skipped += watch.Current is LivePart.Skipped(var count) ? count : 0;
            first = watch.MoveNextAsync();
        }
        shown.ShouldBeLessThan(500);
        (shown + skipped).ShouldBe(1000);
    }

    [Fact]
    public async Task A_job_its_user_stopped_is_paused_and_goes_on_in_the_same_phase()
    {
        var asked = new TaskCompletionSource();
        var stopped = false;
        var model = new ScriptedModel(static _ => ScriptedModel.Finish())
        {
            Hold = async stop =>
            {
                asked.TrySetResult();
                await Task.Delay(stopped ? TimeSpan.Zero : Timeout.InfiniteTimeSpan, stop);
            },
        };
        await using var harness = new JobHarness(model);
        var job = harness.Start(mode: Mode.Interactive);
        await asked.Task;
        job.Live.Now.ShouldBe(new LiveMoment(IsAsking: true, 0, null));

        job.Send(new JobMessage.Pause());

        var paused = await job.EndAsync();
        paused.Status.ShouldBe(JobStatus.Paused);
        paused.Error.ShouldBe("Paused: you stopped work");
        stopped = true;
        var resumed = harness.Scheduler.Resume(job.Id.ToString(), new JobResumed(), Mode.Interactive);
        (await resumed.EndAsync()).Status.ShouldBe(JobStatus.Complete);
        harness.EventsOf(resumed).OfType<PhaseStarted>().Count().ShouldBe(1);
    }
}
