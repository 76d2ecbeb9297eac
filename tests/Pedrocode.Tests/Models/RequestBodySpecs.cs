using System.Text;
using System.Text.Json;
using CsCheck;
using Pedrocode.Core.Models;
using Pedrocode.Core.Models.OpenAi;
using Pedrocode.FakeModel;

namespace Pedrocode.Tests.Models;

public class RequestBodySpecs
{
    private static readonly ModelServer Anywhere = new(new Uri("http://localhost/v1"));

    [Fact]
    public void A_request_without_its_end_is_a_byte_prefix_of_the_next() =>
        Gen.Select(GenMessage.List[1, 6], GenMessage.List[1, 4])
            .Sample(
                (before, added) =>
                {
                    var first = Body(before);
                    var next = Body([.. before, .. added]);

                    return first.EndsWith("]}", StringComparison.Ordinal)
                        && next.StartsWith(first[..^2] + ",", StringComparison.Ordinal)
                        && JsonDocument.Parse(next) is not null;
                }
            );

    [Fact]
    public void Messages_come_last_and_what_is_fixed_before_them()
    {
        var body = Encoding.UTF8.GetString(
            OpenAiBody.Write(Asking.Request(new UserMessage("hi")) with { Temperature = 0.2 }, Anywhere).Span
        );

        body.ShouldBe(
            """{"model":"fake-model","stream":true,"stream_options":{"include_usage":true},"temperature":0.2,"tools":[{"type":"function","function":{"name":"bash","description":"Runs a command.","parameters":{"type":"object","properties":{"command":{"type":"string"}},"required":["command"]}}}],"messages":[{"role":"user","content":"hi"}]}"""
        );
    }

    [Fact]
    public async Task A_strict_server_accepts_whatever_the_model_has_done()
    {
        await using var model = await FakeModelServer.StartAsync(new Rule { Reply = FakeReply.Say("ok") });
        using var asking = Asking.Of(model);

        await asking.AskAsync(
            new SystemMessage("You work."),
            new UserMessage("half a pair: \ud83d, and escapes: \u001b[1m \0"),
            new AssistantMessage(
                "",
                [
                    new ToolCall("a", "bash", """{ "command": "true" }"""),
                    new ToolCall("b", "functions.bash<|x|>", "{'command': broken \"quotes\""),
                    new ToolCall("c", "", ""),
                    new ToolCall("d", new string('x', 300), "[1]"),
                    new ToolCall("e", "bash", new string('[', 100_000)),
                ]
            ),
            new ToolMessage("a", "bash", ""),
            new ToolMessage("b", "bash", "no such tool"),
            new ToolMessage("c", "bash", "no such tool"),
            new ToolMessage("d", "bash", "no such tool"),
            new ToolMessage("e", "bash", "no such tool"),
            new AssistantMessage("", [], Reasoning: "I only thought."),
            new UserMessage("Go on.")
        );

        model.Refusals.ShouldBeEmpty();
        var calls = model.Chats[0].Messages[2].Calls;
        calls[0].Arguments.ShouldBe("""{ "command": "true" }""");
        calls[1].Name.ShouldBe("functions_bash__x__");
        JsonDocument
            .Parse(calls[1].Arguments)
            .RootElement.GetProperty("not_json")
            .GetString()
            .ShouldBe("{'command': broken \"quotes\"");
        calls[2].ShouldBe(new FakeCall("unnamed", "{}", "c"));
    }

    [Fact]
    public void Reasoning_goes_back_only_to_servers_that_want_it()
    {
        var request = Asking.Request(
            new UserMessage("task"),
            new AssistantMessage("x", [], "deep thought"),
            new UserMessage("more")
        );

        Encoding.UTF8.GetString(OpenAiBody.Write(request, Anywhere).Span).ShouldNotContain("deep thought");
        Encoding
            .UTF8.GetString(OpenAiBody.Write(request, Anywhere with { ReturnsReasoning = true }).Span)
            .ShouldContain("\"reasoning_content\":\"deep thought\"");
    }

    [Fact]
    public async Task The_key_goes_as_a_bearer_token()
    {
        await using var model = await FakeModelServer.StartAsync(
            new ModelScript { Key = "sk-secret", Rules = [new Rule { Reply = FakeReply.Say("ok") }] }
        );
        using var asking = new Asking(new ModelServer(model.BaseUrl, "sk-secret"));

        (await asking.AskAsync()).Text.ShouldBe("ok");
    }

    [Theory]
    [InlineData("localhost:11434", "http://localhost:11434/v1")]
    [InlineData("http://gpu:8000/", "http://gpu:8000/v1")]
    [InlineData("https://host/api/v1/", "https://host/api/v1")]
    [InlineData("https://host/api/v1/chat/completions", "https://host/api/v1")]
    public void An_address_is_read_as_people_write_it(string written, string address) =>
        ModelServer.Parse(written).Address.ShouldBe(address);

    [Theory]
    [InlineData("")]
    [InlineData("ftp://host")]
    [InlineData("http://")]
    [InlineData("what is this")]
    public void What_is_no_address_is_the_users_error(string written) =>
        Should.Throw<Pedrocode.Core.UserError>(() => ModelServer.Parse(written));

    private static readonly Gen<ToolCall> GenCall = Gen.Select(
        Gen.String[1, 8],
        Gen.OneOf(Gen.Const("bash"), Gen.Const(""), Gen.Const("odd name")),
        Gen.OneOf(Gen.Const("{}"), Gen.Const("""{"a":1}"""), Gen.Const("{"), Gen.String),
        (id, name, arguments) => new ToolCall(id, name, arguments)
    );

    private static readonly Gen<ChatMessage> GenMessage = Gen.OneOf(
        Gen.String.Select(text => (ChatMessage)new UserMessage(text)),
        Gen.String.Select(text => (ChatMessage)new ToolMessage("id", "bash", text)),
        Gen.Select(
            Gen.String,
            GenCall.Array[0, 3],
            (text, calls) => (ChatMessage)new AssistantMessage(text, [.. calls], "r")
        )
    );

    private static string Body(List<ChatMessage> messages) =>
        Encoding.UTF8.GetString(OpenAiBody.Write(Asking.Request([.. messages]), Anywhere).Span);
}
