using Pedrocode.Core.Models;
using Pedrocode.FakeModel;

namespace Pedrocode.Tests.Models;

public class ReplySpecs
{
    private static readonly FakeReply TextAndCalls = new()
    {
        Text = "I look, naïvely 🤖.",
        Reasoning = "Let me think.",
        Calls =
        [
            new FakeCall("bash", """{"command":"ls"}""", "c1"),
            new FakeCall("bash", """{"command":"true"}""", "c2"),
        ],
        Usage = new FakeUsage(120, 30, 96),
    };

    [Fact]
    public async Task A_reply_is_whole_text_reasoning_calls_finish_and_usage()
    {
        var reply = await Asking.HearAsync(TextAndCalls);

        reply.Text.ShouldBe("I look, naïvely 🤖.");
        reply.Reasoning.ShouldBe("Let me think.");
        reply.Calls.ShouldBe([
            new ToolCall("c1", "bash", """{"command":"ls"}"""),
            new ToolCall("c2", "bash", """{"command":"true"}"""),
        ]);
        reply.Finish.ShouldBe(FinishReason.ToolCalls);
        reply.Usage.ShouldBe(new TokenUsage(120, 30, 96));
    }

    [Fact]
    public async Task The_parts_that_were_shown_make_up_the_reply()
    {
        await using var model = await FakeModelServer.StartAsync(new Rule { Reply = TextAndCalls });
        using var asking = Asking.Of(model);

        var reply = await asking.AskAsync();

        string.Concat(asking.Parts.OfType<ReplyPart.Text>().Select(part => part.Delta)).ShouldBe(reply.Text);
        string.Concat(asking.Parts.OfType<ReplyPart.Reasoning>().Select(part => part.Delta)).ShouldBe(reply.Reasoning);
        var calls = asking.Parts.OfType<ReplyPart.CallText>().GroupBy(part => part.Index).OrderBy(call => call.Key);
        calls
            .Select(call => string.Concat(call.Select(part => part.Delta)))
            .ShouldBe(reply.Calls.Select(call => call.Arguments));
        asking.Parts.OfType<ReplyPart.CallText>().ShouldAllBe(part => part.Name == "bash");
        asking.Parts[^1].ShouldBeOfType<ReplyPart.Completed>();
    }

    [Fact]
    public async Task Parts_arrive_while_the_model_still_speaks()
    {
        var hold = new Hold { AfterTokens = 1 };
        await using var model = await FakeModelServer.StartAsync(
            new Rule { Reply = FakeReply.Say("hello you"), Hold = hold }
        );
        using var asking = Asking.Of(model);
        var stop = TestContext.Current.CancellationToken;
        await using var parts = asking.Client.StreamAsync(Asking.Request(), stop).GetAsyncEnumerator(stop);

        (await parts.MoveNextAsync()).ShouldBeTrue();

        parts.Current.ShouldBe(new ReplyPart.Text("hell"));
        hold.Release();
    }

    [Theory]
    [InlineData(FaultKind.Crlf)]
    [InlineData(FaultKind.MultiLineData)]
    [InlineData(FaultKind.Comments)]
    [InlineData(FaultKind.SplitUtf8)]
    [InlineData(FaultKind.NullFields)]
    [InlineData(FaultKind.MissingFinish)]
    [InlineData(FaultKind.MissingDone)]
    [InlineData(FaultKind.ArgumentsAsObject)]
    [InlineData(FaultKind.IndexGaps)]
    [InlineData(FaultKind.NoIndex)]
    [InlineData(FaultKind.SameIndex)]
    [InlineData(FaultKind.WholeCalls)]
    [InlineData(FaultKind.NameRepeated)]
    [InlineData(FaultKind.WholeJson)]
    [InlineData(FaultKind.Gzip)]
    public async Task The_reply_is_the_same_however_the_server_writes_it(FaultKind shape)
    {
        var plain = await Asking.HearAsync(TextAndCalls);

        var odd = await Asking.HearAsync(TextAndCalls, new Fault { Kind = shape });

        odd.Calls.ShouldBe(plain.Calls);
        (odd with { Calls = plain.Calls }).ShouldBe(plain);
    }

    [Fact]
    public async Task The_reply_is_the_same_when_it_comes_byte_by_byte()
    {
        var plain = await Asking.HearAsync(TextAndCalls);

        var dripped = await Asking.HearAsync(TextAndCalls with { Pace = new Pace { ByteByByte = true } });

        dripped.Calls.ShouldBe(plain.Calls);
        (dripped with { Calls = plain.Calls }).ShouldBe(plain);
    }

    [Fact]
    public async Task Surrogate_pairs_cut_in_two_events_come_out_whole()
    {
        var reply = await Asking.HearAsync(FakeReply.Say("a🤖b"), new Fault { Kind = FaultKind.SplitSurrogates });

        reply.Text.ShouldBe("a🤖b");
    }

    [Fact]
    public async Task Half_a_surrogate_pair_becomes_a_replacement_character()
    {
        var reply = await Asking.HearAsync(
            FakeReply.Say(""),
            Fault.Stream("""data: {"choices":[{"delta":{"content":"a\ud83d b\ude00\ud83d"},"finish_reason":"stop"}]}""")
        );

        reply.Text.ShouldBe("a\uFFFD b\uFFFD\uFFFD");
    }

    [Fact]
    public async Task Bytes_that_are_no_utf8_become_replacement_characters()
    {
        var reply = await Asking.HearAsync(FakeReply.Say("ok"), new Fault { Kind = FaultKind.BadUtf8 });

        reply.Text.ShouldBe("\uFFFDok");
    }

    [Theory]
    [InlineData("""{"reasoning":"hm","reasoning_content":"hm"}""")]
    [InlineData("""{"content":[{"type":"thinking","thinking":[{"type":"text","text":"hm"}]}]}""")]
    [InlineData("""{"content":null,"thinking":"hm"}""")]
    public async Task Reasoning_is_kept_apart_under_any_of_its_names(string delta)
    {
        var reply = await Asking.HearAsync(
            FakeReply.Say(""),
            Fault.Stream(
                $$"""
                data: {"choices":[{"delta":{{delta}} }]}

                data: {"choices":[{"delta":{"content":[{"type":"text","text":"yes"}]},"finish_reason":"stop"}]}
                """
            )
        );

        reply.Reasoning.ShouldBe("hm");
        reply.Text.ShouldBe("yes");
    }

    [Theory]
    [InlineData("stop", FinishReason.Stop)]
    [InlineData("eos", FinishReason.Stop)]
    [InlineData("length", FinishReason.Length)]
    [InlineData("max_tokens", FinishReason.Length)]
    [InlineData("content_filter", FinishReason.ContentFilter)]
    [InlineData("tired", FinishReason.Unknown)]
    public async Task Finish_reasons_are_understood_and_unknown_ones_survived(string sent, FinishReason expected)
    {
        var reply = await Asking.HearAsync(new FakeReply { Text = "x", Finish = sent });

        reply.Finish.ShouldBe(expected);
    }

    [Fact]
    public async Task A_call_cut_off_by_length_is_marked_so()
    {
        var reply = await Asking.HearAsync(TextAndCalls, new Fault { Kind = FaultKind.LengthInCall });

        reply.Finish.ShouldBe(FinishReason.Length);
    }

    [Theory]
    [InlineData("""{"prompt_tokens":9,"completion_tokens":3}""", 0)]
    [InlineData("""{"prompt_tokens":9.0,"completion_tokens":3,"prompt_tokens_details":{"cached_tokens":7}}""", 7)]
    [InlineData(
        """{"prompt_tokens":9,"completion_tokens":3,"prompt_tokens_details":null,"prompt_cache_hit_tokens":5}""",
        5
    )]
    [InlineData("""{"prompt_tokens":9,"completion_tokens":3},"timings":{"cache_n":4,"prompt_n":5}""", 4)]
    public async Task Cached_tokens_are_read_from_wherever_servers_report_them(string usage, int cached)
    {
        var reply = await Asking.HearAsync(
            FakeReply.Say(""),
            Fault.Stream($$"""data: {"choices":[{"delta":{"content":"x"},"finish_reason":"stop"}],"usage":{{usage}}}""")
        );

        reply.Usage.ShouldBe(new TokenUsage(9, 3, cached));
    }

    [Fact]
    public async Task A_connection_left_open_after_the_finish_does_not_delay_the_reply_for_long()
    {
        await using var model = await FakeModelServer.StartAsync(
            new Rule
            {
                Reply = FakeReply.Say("done"),
                Fault = new Fault { Kind = FaultKind.StallAfterFinish },
            }
        );
        using var asking = Asking.Of(model);
        var stop = TestContext.Current.CancellationToken;
        await using var parts = asking.Client.StreamAsync(Asking.Request(), stop).GetAsyncEnumerator(stop);
        (await parts.MoveNextAsync()).ShouldBeTrue();

        var next = parts.MoveNextAsync().AsTask();
        while (!next.IsCompleted)
        {
            asking.Time.Advance(TimeSpan.FromSeconds(6));
            await Task.Yield();
        }

        (await next).ShouldBeTrue();
        parts.Current.ShouldBeOfType<ReplyPart.Completed>().Reply.Text.ShouldBe("done");
    }
}
