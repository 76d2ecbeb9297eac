using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Jobs;

/// <summary>The wall clock jumps while a job runs: its order is by sequence, its limits know nothing of it.</summary>
public class TimeSpecs
{
    [Theory]
    [InlineData(-1)]
    [InlineData(24 * 3653)]
    public async Task A_clock_that_jumps_ends_nothing_and_orders_nothing(int hours)
    {
        var clock = new JumpingClock();
        await using var house = new JobHarness(
            new ScriptedModel(request =>
            {
                clock.Ahead += TimeSpan.FromHours(hours);
                return Answer(request);
            }),
            static settings => settings with { Retention = JobRetention.KeepEverything },
            rules: JobHarness.AllowAll,
            time: clock
        );

        var job = house.Start();
        var view = await job.EndAsync();
        var later = house.Start();
        await later.EndAsync();

        view.Status.ShouldBe(JobStatus.Complete, view.Error);
        var entries = house.DirectoryOf(job).Read().Entries;
        entries
            .Select(static entry => entry.Sequence)
            .ShouldBe(Enumerable.Range(1, entries.Length).Select(static i => (long)i));
        entries
            .Select(static entry => entry.Event)
            .OfType<ToolCallEnded>()
            .ShouldAllBe(static call => call.Milliseconds < 60_000);
        later.Id.ShouldBeGreaterThan(job.Id);

        static Core.Models.ModelReply Answer(Core.Models.ModelRequest request) =>
            request.Messages.Count(static message => message is Core.Models.AssistantMessage) switch
            {
                0 => ScriptedModel.Calls(("plan", """{"steps":["a"]}""")),
                1 => ScriptedModel.Calls(("bash", """{"command":"echo x","timeout":60}""")),
                _ => ScriptedModel.Finish(),
            };
    }

    /// <summary>Its wall clock is set by hand; timers and timestamps are the machine's.</summary>
    private sealed class JumpingClock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
    }
}
