using Pedrocode.Core.Agents;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Models;
using Pedrocode.Core.Tools;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Agents;

public class CircleSpecs
{
    [Fact]
    public async Task Two_calls_in_turn_are_refused_after_three_times_and_then_pause_the_job()
    {
        var count = 0;
        var model = new ScriptedModel(_ =>
            ScriptedModel.Calls(("read_file", $$"""{"file":"{{(count++ % 2 == 0 ? "a" : "b")}}.txt"}"""))
        );
        await using var house = new JobHarness(model);
        house.Write("a.txt", "a");
        house.Write("b.txt", "b");

        var job = house.Start();
        var view = await job.EndAsync();

        view.Error.ShouldBe("Paused: repeats read_file(file='b.txt')");
        var outcomes = house.EventsOf(job).OfType<ToolCallEnded>().Select(static call => call.Outcome.Result).ToList();
        outcomes.Count(static result => result == ToolResult.Ok).ShouldBe(6);
        outcomes[^1].ShouldBe(ToolResult.Refused);
    }

    [Fact]
    public async Task An_edit_made_and_undone_over_and_over_is_refused_whatever_is_read_between()
    {
        var count = 0;
        var model = new ScriptedModel(_ =>
        {
            var turn = count++;
            return (turn % 3) switch
            {
                0 => ScriptedModel.Calls(("code_edit", """{"file":"a.txt","old":"red","new":"blue"}""")),
                1 => ScriptedModel.Calls(("read_file", $$"""{"file":"a.txt","end":{{turn}}}""")),
                _ => ScriptedModel.Calls(("code_edit", """{"file":"a.txt","old":"blue","new":"red"}""")),
            };
        });
        await using var house = new JobHarness(model);
        house.Write("a.txt", "red\n");

        var job = house.Start();
        var view = await job.EndAsync();

        view.Status.ShouldBe(JobStatus.Paused);
        view.Error!.ShouldStartWith("Paused: repeats code_edit(");
        house
            .EventsOf(job)
            .OfType<ToolCallEnded>()
            .Count(static call => call.Tool == "code_edit" && call.Outcome.Result == ToolResult.Ok)
            .ShouldBe(6);
    }

    [Fact]
    public void The_same_calls_with_other_outcomes_are_no_circle()
    {
        var guard = new LoopGuard();
        var sequence = 0;
        foreach (var time in Enumerable.Range(0, 10))
        {
            var call = new ToolCall($"c{time}", "bash", """{"command":"make"}""");
            guard.Judge(call).ShouldBe(LoopVerdict.Fine);
            guard.CatchUp([
                Entry(new ModelReplied(new ModelReply("", [call], FinishReason.ToolCalls), 1)),
                Entry(new ToolCallEnded(call.Id, "bash", ToolOutcome.Failed($"error {time}"), 1)),
            ]);
        }

        JournalEntry Entry(JobEvent fact) => new(++sequence, DateTimeOffset.UnixEpoch, fact);
    }
}
