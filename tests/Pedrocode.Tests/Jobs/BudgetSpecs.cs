using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Models;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Jobs;

/// <summary>What a job may use: it pauses there, and goes on with what it is granted, no further.</summary>
public sealed class BudgetSpecs
{
    [Fact]
    public async Task Granted_rounds_are_those_of_the_phase_that_was_paused()
    {
        var looked = 0;
        await using var house = new JobHarness(
            new ScriptedModel(request =>
                request.Messages.OfType<UserMessage>().Last().Text.Contains("Phase 1 of", StringComparison.Ordinal)
                && looked++ >= 11
                    ? ScriptedModel.Calls(("finish", """{"summary":"s","result":{"files":["a"],"approach":"x"} }"""))
                    : ScriptedModel.Calls(("find_files", $$"""{"glob":"*.{{looked}}{{Guid.NewGuid():N}}"}"""))
            )
        );
        var job = house.Start(agent: "build");
        (await job.EndAsync()).Error.ShouldBe("Paused: 10 of 10 rounds of analyze");

        var more = house.Scheduler.Resume(job.Id.ToString(), new JobResumed(Rounds: 20), Mode.Background);

        var view = await more.EndAsync();
        (view.Error, view.Limit).ShouldBe(("Paused: 5 of 5 rounds of plan", JobLimit.Rounds));
    }

    [Theory]
    [InlineData(JobLimit.Rounds, "Paused: 2 of 2 model calls")]
    [InlineData(JobLimit.Tokens, "Paused: 40 of 30 tokens")]
    [InlineData(JobLimit.Minutes, "Paused: 30 minutes")]
    [InlineData(JobLimit.Cost, "Paused: cost 0.40 of 0.30")]
    public async Task At_a_limit_a_job_pauses_again_until_it_is_granted_more(JobLimit limit, string why)
    {
        var clock = new Stopwatch();
        var replies = 0;
        await using var house = new JobHarness(
            new ScriptedModel(_ =>
            {
                clock.Ahead += TimeSpan.FromMinutes(16);
                return (
                    ++replies < 4
                        ? ScriptedModel.Calls(("plan", $$"""{"steps":["{{replies}}"]}"""))
                        : ScriptedModel.Finish()
                ) with
                {
                    Usage = new TokenUsage(15, 5),
                };
            }),
            settings =>
                settings with
                {
                    Limits = new JobLimits
                    {
                        Inferences = limit == JobLimit.Rounds ? 2 : 0,
                        Tokens = limit == JobLimit.Tokens ? 30 : 0,
                        Duration = TimeSpan.FromMinutes(limit == JobLimit.Minutes ? 30 : 0),
                        Cost = limit == JobLimit.Cost ? 0.3 : 0,
                    },
                    Facts = static _ => ModelFacts.Unknown with { Prices = new ModelPrices(10_000, 10_000, 10_000) },
                },
            time: clock
        );
        var job = house.Start();
        var view = await job.EndAsync();
        (view.Error, view.Limit, view.LlmCalls).ShouldBe((why, limit, 2));

        var same = await Resume(house, job, new JobResumed()).EndAsync();
        (same.Error, same.LlmCalls).ShouldBe((why, 2));

        var granted = limit switch
        {
            JobLimit.Rounds => new JobResumed(Rounds: 20),
            JobLimit.Tokens => new JobResumed(Tokens: 1_000),
            JobLimit.Minutes => new JobResumed(Minutes: 60),
            _ => new JobResumed { Cost = 1 },
        };
        var done = await Resume(house, job, granted).EndAsync();
        (done.Status, done.Limit, done.Tokens).ShouldBe((JobStatus.Complete, JobLimit.None, 80), done.Error);
        done.Usage.Cost!.Value.ShouldBe(0.8, 0.001);
    }

    [Fact]
    public async Task Minutes_that_a_job_waited_for_its_turn_are_not_its_own()
    {
        var clock = new Stopwatch();
        var release = new TaskCompletionSource();
        await using var house = new JobHarness(
            new ScriptedModel(static _ => ScriptedModel.Finish())
            {
                Hold = async stop => await release.Task.WaitAsync(stop),
            },
            static settings => settings with { MaxConcurrent = 1 },
            time: clock
        );
        var first = house.Start();
        await first.EventAsync<RoundStarted>();
        var second = house.Start();
        second.View.Status.ShouldBe(JobStatus.Pending);

        clock.Ahead += TimeSpan.FromHours(2);
        release.SetResult();

        (await second.EndAsync()).Status.ShouldBe(JobStatus.Complete, second.View.Error);
        second.View.Ran.ShouldBeLessThan(TimeSpan.FromMinutes(1));
    }

    private static Job Resume(JobHarness house, Job job, JobResumed granted) =>
        house.Scheduler.Resume(job.Id.ToString(), granted, Mode.Background);

    /// <summary>Runs ahead when it is told to; timers and the wall clock are the machine's.</summary>
    private sealed class Stopwatch : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override long GetTimestamp() => base.GetTimestamp() + (long)(Ahead.TotalSeconds * TimestampFrequency);
    }
}
