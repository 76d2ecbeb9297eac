using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Models;
using Pedrocode.Core.Tools;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Agents;

public class RoundSpecs
{
    [Fact]
    public async Task A_job_completes_by_an_accepted_finish()
    {
        await using var house = new JobHarness(ScriptedModel.Of(ScriptedModel.Finish("all is well")));

        var view = await house.Start().EndAsync();

        view.Status.ShouldBe(JobStatus.Complete);
        view.Output.ShouldBe("all is well");
        view.LlmCalls.ShouldBe(1);
    }

    [Fact]
    public async Task That_the_model_is_asked_again_stands_in_the_journal_before_it_has_answered()
    {
        await using var house = new JobHarness(
            new ScriptedModel(static _ => ScriptedModel.Finish()) { Failures = ["no connection", "no connection"] }
        );

        var job = house.Start();
        await job.EndAsync();

        var entries = house.DirectoryOf(job).Read().Entries;
        entries
            .Select(static entry => entry.Event)
            .SkipWhile(static fact => fact is not RoundStarted)
            .Skip(1)
            .TakeWhile(static fact => fact is not ModelReplied)
            .ShouldBe([new ModelRetried(2, 2000, "no connection"), new ModelRetried(3, 2000, "no connection")]);
        JobView
            .Fold(entries.TakeWhile(static entry => entry.Event is not ModelReplied))
            .LastEvent.ShouldBe("Asks the model again in 2 s (attempt 3): no connection");
    }

    [Fact]
    public async Task Each_request_begins_with_all_of_the_one_before()
    {
        var model = ScriptedModel.Of(
            ScriptedModel.Calls(("plan", """{"steps":["a"]}""")),
            ScriptedModel.Says("hm"),
            ScriptedModel.Calls(("plan", """{"steps":["b"]}""")),
            ScriptedModel.Finish()
        );
        await using var house = new JobHarness(model);

        await house.Start("remember me").EndAsync();

        var requests = model.Requests.ToArray();
        requests.Length.ShouldBe(4);
        foreach (var (before, after) in requests.Zip(requests.Skip(1)))
        {
            after.Tools.ShouldBe(before.Tools);
            after.Messages.Length.ShouldBeGreaterThan(before.Messages.Length);
            after.Messages.Take(before.Messages.Length).ShouldBe(before.Messages);
        }
        requests[^1].Messages[1].ShouldBeOfType<UserMessage>().Text.ShouldContain("remember me");
    }

    [Fact]
    public async Task A_reply_without_calls_is_nudged_once_and_then_counts_as_finish()
    {
        await using var house = new JobHarness(
            ScriptedModel.Of(ScriptedModel.Says("I think"), ScriptedModel.Says("It is done."))
        );

        var job = house.Start();
        var view = await job.EndAsync();

        view.Status.ShouldBe(JobStatus.Complete);
        view.Output.ShouldBe("It is done.");
        house.EventsOf(job).OfType<Nudged>().Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_phase_that_asks_for_a_result_pauses_where_the_model_only_talks()
    {
        await using var house = new JobHarness(
            ScriptedModel.Of(ScriptedModel.Says("hm"), ScriptedModel.Says("done, finish(...)"))
        );

        var view = await house.Start(agent: "build").EndAsync();

        view.Status.ShouldBe(JobStatus.Paused);
        view.Error.ShouldBe("Paused: no finish in analyze");
    }

    [Fact]
    public async Task A_phase_pauses_at_its_round_limit()
    {
        var count = 0;
        await using var house = new JobHarness(
            new ScriptedModel(_ => ScriptedModel.Calls(("plan", $$"""{"steps":["{{count++}}"]}""")))
        );

        var view = await house.Start().EndAsync();

        view.Status.ShouldBe(JobStatus.Paused);
        view.Error.ShouldBe("Paused: 30 of 30 rounds of work");
        view.LlmCalls.ShouldBe(30);
    }

    [Fact]
    [Trait("Attack", "atk-123")]
    public async Task The_same_call_with_the_same_outcome_is_refused_at_the_fourth_time_and_pauses_at_the_fifth()
    {
        await using var house = new JobHarness(
            new ScriptedModel(static _ => ScriptedModel.Calls(("plan", """{"steps":["again"]}""")))
        );

        var job = house.Start();
        var view = await job.EndAsync();

        view.Status.ShouldBe(JobStatus.Paused);
        view.Error.ShouldBe("Paused: repeats plan(1 step)");
        house
            .EventsOf(job)
            .OfType<ToolCallEnded>()
            .Select(static call => call.Outcome.Result)
            .ShouldBe([ToolResult.Ok, ToolResult.Ok, ToolResult.Ok, ToolResult.Refused]);
    }

    [Fact]
    public async Task A_reply_cut_at_the_length_limit_executes_nothing()
    {
        var cut = ScriptedModel.Calls(("write_file", """{"file":"a.txt","content":"half"}""")) with
        {
            Finish = FinishReason.Length,
        };
        await using var house = new JobHarness(ScriptedModel.Of(cut, ScriptedModel.Finish()));

        var job = house.Start();
        (await job.EndAsync()).Status.ShouldBe(JobStatus.Complete);

        File.Exists(Path.Combine(house.Project, "a.txt")).ShouldBeFalse();
        house.EventsOf(job).OfType<ToolCallEnded>().First().Outcome.Result.ShouldBe(ToolResult.Refused);
    }

    [Fact]
    public async Task An_unknown_tool_is_answered_with_the_nearest_name_and_broken_arguments_with_what_to_send()
    {
        var model = ScriptedModel.Of(
            ScriptedModel.Calls(("read_fle", "{}"), ("plan", "not json at all {"), ("plan", "{}")),
            ScriptedModel.Finish()
        );
        await using var house = new JobHarness(model);

        var job = house.Start();
        (await job.EndAsync()).Status.ShouldBe(JobStatus.Complete);

        var outcomes = house.EventsOf(job).OfType<ToolCallEnded>().Select(static call => call.Outcome).ToList();
        outcomes[0].Text.ShouldContain("Did you mean read_file?");
        outcomes[1].Result.ShouldNotBe(ToolResult.Ok);
        outcomes[2].Text.ShouldContain("steps");
    }

    [Fact]
    public async Task At_most_32_calls_of_a_reply_are_made()
    {
        var many = ScriptedModel.Calls([
            .. Enumerable.Range(0, 40).Select(static i => ("plan", $$"""{"steps":["{{i}}"]}""")),
        ]);
        await using var house = new JobHarness(ScriptedModel.Of(many, ScriptedModel.Finish()));

        var job = house.Start();
        await job.EndAsync();

        var results = house
            .EventsOf(job)
            .OfType<ToolCallEnded>()
            .Where(static call => call.Tool == "plan")
            .Select(static call => call.Outcome.Result);
        results
            .CountBy(static result => result)
            .ToDictionary()
            .ShouldBe(new Dictionary<ToolResult, int> { [ToolResult.Ok] = 32, [ToolResult.Refused] = 8 });
    }

    [Fact]
    public async Task Repeated_call_ids_are_made_unique_over_the_whole_conversation()
    {
        var model = ScriptedModel.Of(
            ScriptedModel.Calls(("plan", """{"steps":["a"]}""")),
            ScriptedModel.Calls(("plan", """{"steps":["b"]}""")),
            ScriptedModel.Finish()
        );
        await using var house = new JobHarness(model);

        await house.Start().EndAsync();

        var ids = model
            .Requests.Last()
            .Messages.OfType<ToolMessage>()
            .Select(static message => message.CallId)
            .ToList();
        ids.Distinct().Count().ShouldBe(ids.Count);
    }

    [Fact]
    public async Task Steering_is_read_before_the_next_round_and_comes_after_open_calls()
    {
        var asked = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        var rounds = 0;
        var model = new ScriptedModel(_ =>
            rounds++ == 0 ? ScriptedModel.Calls(("plan", """{"steps":["a"]}""")) : ScriptedModel.Finish()
        )
        {
            Hold = stop =>
            {
                asked.TrySetResult();
                return release.Task.WaitAsync(stop);
            },
        };
        await using var house = new JobHarness(model);
        var job = house.Start();
        await asked.Task;

        job.Send(new JobMessage.Steer("use tabs"));
        release.SetResult();
        await job.EndAsync();

        model.Requests.Last().Messages[^1].ShouldBe(new UserMessage("The user says: use tabs"));
        house.EventsOf(job).ShouldContain(new Steered("use tabs"));
    }

    [Theory]
    [InlineData(1, 0, "Paused: 1 of 1 model calls")]
    [InlineData(0, 10, "Paused: 20 of 10 tokens")]
    public async Task A_limit_pauses_with_the_work_kept(int inferences, long tokens, string error)
    {
        var reply = ScriptedModel.Calls(("plan", """{"steps":["a"]}""")) with { Usage = new TokenUsage(15, 5) };
        await using var house = new JobHarness(
            ScriptedModel.Of(reply, ScriptedModel.Finish()),
            settings =>
                settings with
                {
                    Limits = new JobLimits { Inferences = inferences, Tokens = tokens },
                }
        );

        var view = await house.Start().EndAsync();

        view.Status.ShouldBe(JobStatus.Paused);
        view.Error.ShouldBe(error);
    }
}
