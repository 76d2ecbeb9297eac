using System.Text;
using Pedrocode.Core.Models;
using Pedrocode.Core.Models.Anthropic;
using Pedrocode.Core.Models.Ollama;
using Pedrocode.FakeModel;

namespace Pedrocode.Tests.Models;

/// <summary>One behaviour whatever the wire: what OpenAI's is held to, Ollama's and Anthropic's are too.</summary>
public class EveryWireSpecs
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
        Usage = new FakeUsage(120, 30),
    };

    public static TheoryData<ServerKind> Wires => [ServerKind.OpenAi, ServerKind.Ollama, ServerKind.Anthropic];

    public static MatrixTheoryData<ServerKind, FaultKind> Harmless =>
        new(
            [ServerKind.Ollama, ServerKind.Anthropic],
            [FaultKind.Crlf, FaultKind.SplitUtf8, FaultKind.WholeJson, FaultKind.Gzip, FaultKind.NoIndex]
        );

    public static MatrixTheoryData<ServerKind, FaultKind> Passing =>
        new(
            [ServerKind.Ollama, ServerKind.Anthropic],
            [
                FaultKind.Reset,
                FaultKind.Empty,
                FaultKind.DropInText,
                FaultKind.ResetInText,
                FaultKind.MissingEnd,
                FaultKind.CutLine,
                FaultKind.BadJson,
                FaultKind.ErrorObject,
                FaultKind.ErrorLine,
                FaultKind.ErrorEvent,
                FaultKind.JsonError,
            ]
        );

    public static MatrixTheoryData<ServerKind, FaultKind> Endless =>
        new(
            [ServerKind.Ollama, ServerKind.Anthropic],
            [FaultKind.LongLine, FaultKind.EndlessLine, FaultKind.EndlessStream, FaultKind.GzipBomb]
        );

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task A_reply_is_whole_text_reasoning_calls_finish_and_usage(ServerKind kind)
    {
        var reply = await Asking.HearAsync(TextAndCalls, kind: kind);

        reply.ShouldBe(
            new ModelReply("I look, naïvely 🤖.", reply.Calls, FinishReason.ToolCalls)
            {
                Reasoning = "Let me think.",
                Usage = new TokenUsage(120, 30),
            }
        );
        reply.Calls.ShouldBe([
            new ToolCall("c1", "bash", """{"command":"ls"}"""),
            new ToolCall("c2", "bash", """{"command":"true"}"""),
        ]);
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task The_parts_that_were_shown_make_up_the_reply(ServerKind kind)
    {
        await using var model = await FakeModelServer.StartAsync(new Rule { Reply = TextAndCalls });
        using var asking = Asking.Of(model, kind);

        var reply = await asking.AskAsync();

        string.Concat(asking.Parts.OfType<ReplyPart.Text>().Select(part => part.Delta)).ShouldBe(reply.Text);
        string.Concat(asking.Parts.OfType<ReplyPart.Reasoning>().Select(part => part.Delta)).ShouldBe(reply.Reasoning);
        asking
            .Parts.OfType<ReplyPart.CallText>()
            .GroupBy(part => part.Index)
            .OrderBy(call => call.Key)
            .Select(call => string.Concat(call.Select(part => part.Delta)))
            .ShouldBe(reply.Calls.Select(call => call.Arguments));
    }

    [Theory]
    [MemberData(nameof(Harmless))]
    public async Task What_only_looks_odd_changes_nothing(ServerKind kind, FaultKind fault)
    {
        var reply = await Asking.HearAsync(TextAndCalls, new Fault { Kind = fault }, kind);

        reply.Text.ShouldBe(TextAndCalls.Text);
        reply.Reasoning.ShouldBe(TextAndCalls.Reasoning);
        reply.Calls.Select(call => call.Arguments).ShouldBe(TextAndCalls.Calls.Select(call => call.Arguments));
    }

    [Theory]
    [InlineData(ServerKind.Ollama)]
    [InlineData(ServerKind.Anthropic)]
    public async Task Bytes_that_are_no_text_are_replaced_and_a_byte_at_a_time_is_enough(ServerKind kind)
    {
        var slow = FakeReply.Say("héllo") with { Pace = new Pace { ByteByByte = true } };

        (await Asking.HearAsync(slow, kind: kind)).Text.ShouldBe("héllo");
        (
            await Asking.HearAsync(FakeReply.Say("hello"), new Fault { Kind = FaultKind.BadUtf8 }, ServerKind.Ollama)
        ).Text.ShouldBe("\uFFFDhell\uFFFDo");
    }

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task A_reply_that_breaks_off_is_asked_again_and_nothing_of_it_remains(ServerKind kind, FaultKind fault)
    {
        await using var model = await FakeModelServer.StartAsync(
            new Rule
            {
                Reply = FakeReply.Say("hello you"),
                Fault = new Fault { Kind = fault, Times = 1 },
            }
        );
        using var asking = Asking.Of(model, kind);

        var reply = await asking.AskAsync();

        reply.Text.ShouldBe("hello you");
        asking.Retries.ShouldHaveSingleItem();
        model.Requests.Count.ShouldBe(2);
        model.Requests[1].Body.ShouldBe(model.Requests[0].Body);
    }

    public static MatrixTheoryData<ServerKind, int> PassingStatuses =>
        new([ServerKind.Ollama, ServerKind.Anthropic], [408, 429, 500, 501, 502, 503, 504, 529]);

    public static MatrixTheoryData<ServerKind, int> FinalStatuses =>
        new([ServerKind.Ollama, ServerKind.Anthropic], [400, 401, 402, 403, 404, 413, 422]);

    [Theory]
    [MemberData(nameof(FinalStatuses))]
    public async Task Any_other_4xx_is_never_asked_again(ServerKind kind, int status)
    {
        await using var model = await FakeModelServer.StartAsync(new Rule { Fault = Fault.Http(status) });
        using var asking = Asking.Of(model, kind);

        var failure = await Should.ThrowAsync<ModelException>(() => asking.AskAsync());

        failure.Fault.ShouldBe(status == 413 ? ModelFault.ContextOverflow : ModelFault.Refused);
        failure.Message.ShouldContain($": {status}: ");
        model.Requests.ShouldHaveSingleItem();
    }

    [Theory]
    [MemberData(nameof(PassingStatuses))]
    public async Task A_status_that_may_pass_is_asked_again(ServerKind kind, int status)
    {
        await using var model = await FakeModelServer.StartAsync(
            new Rule { Reply = FakeReply.Say("hello you"), Fault = Fault.Http(status, times: 2) }
        );
        using var asking = Asking.Of(model, kind);

        (await asking.AskAsync()).Text.ShouldBe("hello you");

        asking.Retries.Count.ShouldBe(2);
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task A_redirect_is_not_followed_and_the_key_goes_nowhere(ServerKind kind)
    {
        await using var elsewhere = await FakeModelServer.StartAsync(new Rule());
        await using var model = await FakeModelServer.StartAsync(
            new Rule
            {
                Fault = Fault.Http(308) with
                {
                    Headers = new Dictionary<string, string> { ["Location"] = $"{elsewhere.BaseUrl}/messages" },
                },
            }
        );
        using var asking = new Asking(ModelServer.Parse(model.BaseUrl.ToString(), "sk-secret", kind));

        (await Should.ThrowAsync<ModelException>(() => asking.AskAsync())).Message.ShouldContain("redirect");

        elsewhere.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(ServerKind.Ollama)]
    [InlineData(ServerKind.Anthropic)]
    public async Task A_call_without_an_id_gets_one_and_of_two_with_one_id_the_second_another(ServerKind kind)
    {
        foreach (var fault in new[] { FaultKind.NoCallId, FaultKind.SameCallId })
        {
            var reply = await Asking.HearAsync(TextAndCalls, new Fault { Kind = fault }, kind);

            reply.Calls.Select(static call => call.Id).Distinct().Count().ShouldBe(2);
            reply.Calls.ShouldAllBe(static call => call.Id.Length > 0);
        }
    }

    [Theory]
    [InlineData(ServerKind.Ollama, FaultKind.DropInCall)]
    [InlineData(ServerKind.Ollama, FaultKind.EndInCall)]
    [InlineData(ServerKind.Anthropic, FaultKind.DropInCall)]
    [InlineData(ServerKind.Anthropic, FaultKind.EndInCall)]
    public async Task A_call_that_breaks_off_never_comes_out(ServerKind kind, FaultKind fault)
    {
        var failure = await Asking.FailAsync(
            new Fault { Kind = fault, After = 99 },
            FakeReply.Call("bash", """{"command":"rm -rf build"}"""),
            kind
        );

        failure.Fault.ShouldBeOneOf(ModelFault.Failed, ModelFault.NotUnderstood);
    }

    [Theory]
    [InlineData(ServerKind.Ollama)]
    [InlineData(ServerKind.Anthropic)]
    public async Task A_reply_cut_off_by_length_is_marked_so(ServerKind kind) =>
        (await Asking.HearAsync(TextAndCalls, new Fault { Kind = FaultKind.LengthInCall }, kind)).Finish.ShouldBe(
            FinishReason.Length
        );

    [Theory]
    [MemberData(nameof(Endless))]
    public async Task What_has_no_end_is_cut_off_and_not_asked_again(ServerKind kind, FaultKind fault)
    {
        var failure = await Asking.FailAsync(new Fault { Kind = fault }, kind: kind);

        failure.Fault.ShouldBe(ModelFault.NotUnderstood);
        failure.Message.ShouldContain("MB");
        failure.Message.ShouldNotContain("attempts");
    }

    [Theory]
    [InlineData(ServerKind.Ollama, 404, "model 'fake-model' not found", "ollama pull fake-model")]
    [InlineData(ServerKind.Anthropic, 404, "model: nope", "has the model fake-model")]
    [InlineData(ServerKind.Ollama, 400, "no, thanks", "does not accept the request")]
    [InlineData(ServerKind.Anthropic, 401, "invalid x-api-key", "PEDROCODE_API_KEY")]
    [InlineData(
        ServerKind.Anthropic,
        400,
        "prompt is too long: 210000 tokens > 200000 maximum",
        "does not fit the context"
    )]
    public async Task A_refusal_is_plain_and_not_asked_again(ServerKind kind, int status, string words, string advice)
    {
        var body =
            kind == ServerKind.Ollama
                ? $"{{\"error\":\"{words}\"}}"
                : $"{{\"type\":\"error\",\"error\":{{\"type\":\"invalid_request_error\",\"message\":\"{words}\"}}}}";

        var failure = await Asking.FailAsync(Fault.Http(status, body), kind: kind);

        failure.Message.ShouldContain($": {status}: {words}. ");
        failure.Message.ShouldContain(advice);
        failure.Message.ShouldNotContain("attempts");
    }

    [Theory]
    [InlineData(ServerKind.Ollama, "an Ollama server")]
    [InlineData(ServerKind.Anthropic, "the Messages API")]
    public async Task A_web_page_is_named_with_what_was_looked_for(ServerKind kind, string wanted)
    {
        var failure = await Asking.FailAsync(new Fault { Kind = FaultKind.Html }, kind: kind);

        failure.Message.ShouldContain("\"Sign in\"");
        failure.Message.ShouldContain(wanted);
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task A_strict_server_accepts_whatever_the_model_has_done(ServerKind kind)
    {
        await using var model = await FakeModelServer.StartAsync(new Rule { Reply = FakeReply.Say("ok") });
        using var asking = Asking.Of(model, kind);

        await asking.AskAsync(
            new SystemMessage("You work."),
            new UserMessage("half a pair: \ud83d, and escapes: \u001b[1m \0"),
            new AssistantMessage(
                " ",
                [
                    new ToolCall("a", "bash", """{ "command": "true" }"""),
                    new ToolCall("b.1", "functions.bash<|x|>", "{'command': broken \"quotes\""),
                    new ToolCall("c", "", ""),
                    new ToolCall("d", new string('x', 300), "[1]"),
                ]
            ),
            new ToolMessage("a", "bash", ""),
            new ToolMessage("b.1", "bash", "no such tool"),
            new ToolMessage("c", "", "no such tool"),
            new ToolMessage("d", "bash", "no such tool"),
            new UserMessage("The user says: go on"),
            new AssistantMessage("", [], Reasoning: "I only thought."),
            new UserMessage("Go on.")
        );

        model.Refusals.ShouldBeEmpty();
        model.Chats[0].Rounds.ShouldBe(2);
        model.Chats[0].ToolResults.ShouldBe(4);
    }

    [Fact]
    public void A_request_without_its_end_is_a_byte_prefix_of_the_next()
    {
        ChatMessage[] first =
        [
            new SystemMessage("You work."),
            new UserMessage("task"),
            new AssistantMessage("I look.", [new ToolCall("a", "bash", "{}")]),
            new ToolMessage("a", "bash", "x"),
        ];
        ChatMessage[] next = [.. first, new AssistantMessage("Done.", []), new UserMessage("Go on.")];
        var ollama = ModelServer.Parse("localhost:11434", apiKey: null, ServerKind.Ollama);

        Check(messages =>
            OllamaBody.Write(Asking.Request(messages) with { ContextSize = 8192, Temperature = 0.2 }, ollama)
        );
        Check(messages => AnthropicBody.Write(Asking.Request(messages) with { Temperature = 0.2 }));

        void Check(Func<ChatMessage[], ReadOnlyMemory<byte>> write)
        {
            var before = Encoding.UTF8.GetString(write(first).Span);
            var after = Encoding.UTF8.GetString(write(next).Span);
            before.ShouldEndWith("]}");
            after.ShouldStartWith(before[..^2] + ",");
        }
    }

    [Fact]
    public async Task Ollama_is_told_the_size_of_the_context_and_to_keep_the_model()
    {
        await using var model = await FakeModelServer.StartAsync(new Rule { Reply = FakeReply.Say("ok") });
        using var asking = Asking.Of(model, ServerKind.Ollama);

        await asking.AskAsync(Asking.Request() with { ContextSize = 16_384 }, TestContext.Current.CancellationToken);

        model.Chats[0].ContextSize.ShouldBe(16_384);
        model.Requests[0].Path.ShouldBe("/api/chat");
        model.Requests[0].Text.ShouldContain("\"keep_alive\":\"30m\"");
    }

    [Fact]
    public async Task Anthropic_gets_its_key_and_version_and_tells_what_came_from_its_cache()
    {
        await using var model = await FakeModelServer.StartAsync(
            new ModelScript
            {
                Key = "sk-secret",
                Rules = [new Rule { Reply = FakeReply.Say("ok") with { Usage = new FakeUsage(120, 3, 96) } }],
            }
        );
        using var asking = new Asking(ModelServer.Parse(model.BaseUrl.ToString(), "sk-secret", ServerKind.Anthropic));

        var reply = await asking.AskAsync();

        reply.Usage.ShouldBe(new TokenUsage(120, 3, 96));
        model.Requests[0].Text.ShouldContain("\"cache_control\":{\"type\":\"ephemeral\"}");
        model.Requests[0].Headers.ContainsKey("Authorization").ShouldBeFalse();
    }

    [Theory]
    [InlineData("localhost:11434", "http://localhost:11434/")]
    [InlineData("http://localhost:11434/v1", "http://localhost:11434/")]
    [InlineData("http://gpu/ollama/api/chat", "http://gpu/ollama")]
    public void An_address_of_Ollama_is_read_as_people_write_it(string written, string address) =>
        ModelServer.Parse(written, apiKey: null, ServerKind.Ollama).Address.ShouldBe(address);
}
