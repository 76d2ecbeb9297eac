using Microsoft.Extensions.Time.Testing;
using Pedrocode.Core;
using Pedrocode.Core.Models;
using Pedrocode.Core.Models.Replay;

namespace Pedrocode.Tests.Models;

public class ReplaySpecs
{
    private const string TwoTasks = """
        // two jobs share this recording
        {"match":{"task":"cats"},"reply":{"text":"I look.","calls":[{"name":"bash","arguments":{"command": "ls"}}]}}
        {"match":{"task":"dogs"},"reply":{"text":"Dogs done."}}

        {"match":{"task":"cats"},"reply":{"text":"Cats done.","reasoning":"hm","usage":{"prompt":9,"completion":2,"cached":4}}}
        """;

    [Fact]
    public async Task Each_task_gets_its_own_replies_in_their_order_whoever_asks_first()
    {
        var cats = new UserMessage("about cats");
        var first = await HearAsync(TwoTasks, cats);
        var dogs = await HearAsync(TwoTasks, new UserMessage("about dogs"));
        var second = await HearAsync(
            TwoTasks,
            cats,
            new AssistantMessage(first.Text, first.Calls),
            new ToolMessage(first.Calls[0].Id, "bash", "a.txt")
        );

        first.Calls.ShouldBe([new ToolCall("call00001", "bash", """{"command": "ls"}""")]);
        first.Finish.ShouldBe(FinishReason.ToolCalls);
        dogs.Text.ShouldBe("Dogs done.");
        second.ShouldBe(
            new ModelReply("Cats done.", second.Calls, FinishReason.Stop)
            {
                Reasoning = "hm",
                Usage = new TokenUsage(9, 2, 4),
            }
        );
    }

    [Fact]
    public async Task A_record_can_name_the_number_of_replies_before_it()
    {
        const string text = """
            {"match":{"replies":1},"reply":{"text":"second"}}
            {"match":{"replies":0},"reply":{"text":"first"}}
            """;

        (await HearAsync(text, new UserMessage("x"))).Text.ShouldBe("first");
        (
            await HearAsync(text, new UserMessage("x"), new AssistantMessage("first", []), new UserMessage("y"))
        ).Text.ShouldBe("second");
    }

    [Fact]
    public async Task The_pace_is_the_recorded_one_divided_by_the_speed()
    {
        var time = new FakeTimeProvider();
        var client = new ReplayClient(
            Recording.Parse("r", """{"reply":{"text":"0123456789"},"pace":{"first_ms":600,"token_ms":30}}"""),
            time
        )
        {
            Speed = 2,
        };
        var stop = TestContext.Current.CancellationToken;
        await using var parts = client.StreamAsync(Asking.Request(), stop).GetAsyncEnumerator(stop);

        var first = parts.MoveNextAsync().AsTask();
        time.Advance(TimeSpan.FromMilliseconds(299));
        first.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromMilliseconds(1));
        (await first).ShouldBeTrue();
        parts.Current.ShouldBe(new ReplyPart.Text("01234"));

        var second = parts.MoveNextAsync().AsTask();
        time.Advance(TimeSpan.FromMilliseconds(14));
        second.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromMilliseconds(1));
        (await second).ShouldBeTrue();
        parts.Current.ShouldBe(new ReplyPart.Text("56789"));
    }

    [Fact]
    public async Task At_infinite_speed_nothing_waits()
    {
        var reply = await HearAsync(
            """{"reply":{"text":"0123456789"},"pace":{"first_ms":600000,"token_ms":600000}}""",
            new UserMessage("x")
        );

        reply.Text.ShouldBe("0123456789");
    }

    [Fact]
    public async Task A_conversation_that_was_not_recorded_is_said() =>
        (await Should.ThrowAsync<ModelException>(() => HearAsync(TwoTasks, new UserMessage("mice")))).Message.ShouldBe(
            "demo.jsonl holds no reply for this conversation. Record it, or use a model server."
        );

    [Theory]
    [InlineData("{\"reply\":{}}\nnonsense")]
    [InlineData("\n{\"text\":\"x\"}")]
    [InlineData("\n{\"reply\":{\"text\":5}}")]
    [InlineData("\n{\"reply\":{\"calls\":[{\"name\":\"bash\"}]}}")]
    public void A_broken_recording_is_the_users_error_with_its_line(string text) =>
        Should
            .Throw<UserError>(() => Recording.Parse("demo.jsonl", text))
            .Message.ShouldBe("demo.jsonl, line 2: no recorded reply");

    private static async Task<ModelReply> HearAsync(string recording, params ChatMessage[] messages)
    {
        var client = new ReplayClient(Recording.Parse("demo.jsonl", recording)) { Speed = double.PositiveInfinity };
        ReplyPart? last = null;
        await foreach (var part in client.StreamAsync(Asking.Request(messages), TestContext.Current.CancellationToken))
            last = part;
        return last.ShouldBeOfType<ReplyPart.Completed>().Reply;
    }
}
