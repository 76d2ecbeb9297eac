using Pedrocode.Core.Models;
using Pedrocode.FakeModel;

namespace Pedrocode.Tests.Models;

public class WrongAnswerSpecs
{
    [Fact]
    public async Task A_web_page_is_named_and_not_asked_again()
    {
        var failure = await Asking.FailAsync(new Fault { Kind = FaultKind.Html });

        failure.Fault.ShouldBe(ModelFault.NotUnderstood);
        failure.Message.ShouldEndWith(
            ": sent a web page \"Sign in\" instead of a reply."
                + " Check model.server_url: it must name an OpenAI-compatible API, most often ending in /v1."
        );
    }

    [Fact]
    public async Task An_empty_200_is_an_error_in_the_end()
    {
        var failure = await Asking.FailAsync(new Fault { Kind = FaultKind.Empty });

        failure.Fault.ShouldBe(ModelFault.Failed);
        failure.Message.ShouldContain("sent an empty reply (6 attempts)");
    }

    [Fact]
    public async Task A_stream_that_is_done_before_it_began_is_an_error()
    {
        var failure = await Asking.FailAsync(Fault.Stream("data: [DONE]\n\n"));

        failure.Message.ShouldContain("sent an empty reply");
    }

    [Theory]
    [InlineData("""{"status":"ok"}""")]
    [InlineData("""{"object":"list","data":[]}""")]
    [InlineData("""{"choices":[]}""")]
    [InlineData("""{"choices":null}""")]
    [InlineData("""[1,2]""")]
    public async Task Json_without_a_reply_is_not_understood_and_shown(string body)
    {
        var failure = await Asking.FailAsync(new Fault { Kind = FaultKind.Body, Body = body });

        failure.Fault.ShouldBe(ModelFault.NotUnderstood);
        failure.Message.ShouldContain(body);
        failure.Message.ShouldNotContain("attempts");
    }

    [Theory]
    [InlineData("""{"error":{"message":"out of memory","code":500}}""", "500: out of memory")]
    [InlineData("""{"error":"out of memory"}""", "reports an error: out of memory")]
    [InlineData("""{"object":"error","message":"out of memory","code":null}""", "reports an error: out of memory")]
    [InlineData("""{"detail":[{"loc":["body"],"msg":"out of memory"}]}""", "reports an error: out of memory")]
    public async Task An_error_with_status_200_is_an_error(string body, string said)
    {
        var failure = await Asking.FailAsync(new Fault { Kind = FaultKind.Body, Body = body });

        failure.Fault.ShouldBe(ModelFault.Failed);
        failure.Message.ShouldContain(said);
    }

    [Fact]
    public async Task A_refusal_with_status_200_is_not_asked_again()
    {
        var failure = await Asking.FailAsync(
            new Fault { Kind = FaultKind.ErrorObject, Body = """{"error":{"message":"bad tool","code":400}}""" }
        );

        failure.Fault.ShouldBe(ModelFault.Refused);
        failure.Message.ShouldContain(": 400: bad tool. ");
    }

    [Theory]
    [InlineData(FaultKind.ErrorObject)]
    [InlineData(FaultKind.ErrorLine)]
    [InlineData(FaultKind.ErrorEvent)]
    public async Task An_error_in_the_stream_is_said(FaultKind kind)
    {
        var failure = await Asking.FailAsync(new Fault { Kind = kind });

        failure.Message.ShouldContain("the model crashed");
    }

    [Fact]
    public async Task An_error_event_may_be_plain_text()
    {
        var failure = await Asking.FailAsync(new Fault { Kind = FaultKind.ErrorEvent, Body = "no more memory" });

        failure.Message.ShouldContain("reports an error: no more memory");
    }

    [Fact]
    public async Task A_redirect_is_not_followed_and_the_key_goes_nowhere()
    {
        await using var elsewhere = await FakeModelServer.StartAsync(new Rule());
        var redirect = Fault.Http(307) with
        {
            Headers = new Dictionary<string, string> { ["Location"] = $"{elsewhere.BaseUrl}/chat/completions?token=x" },
        };
        await using var model = await FakeModelServer.StartAsync(new Rule { Fault = redirect });
        using var asking = new Asking(new ModelServer(model.BaseUrl, "sk-secret"));

        var failure = await Should.ThrowAsync<ModelException>(() => asking.AskAsync());

        failure.Message.ShouldBe(
            $"{model.BaseUrl}: answers with a redirect to {elsewhere.BaseUrl}/chat/completions."
                + " Set model.server_url to the address that answers itself."
        );
        elsewhere.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(FaultKind.LongLine, "a line of more than 4 MB")]
    [InlineData(FaultKind.EndlessLine, "a line of more than 4 MB")]
    [InlineData(FaultKind.EndlessStream, "a reply of more than 4 MB")]
    [InlineData(FaultKind.GzipBomb, "a line of more than 4 MB")]
    public async Task What_has_no_end_is_cut_off_and_not_asked_again(FaultKind kind, string said)
    {
        var failure = await Asking.FailAsync(new Fault { Kind = kind });

        failure.Fault.ShouldBe(ModelFault.NotUnderstood);
        failure.Message.ShouldContain(said);
        failure.Message.ShouldNotContain("attempts");
    }

    [Fact]
    public async Task Data_packed_in_a_way_nobody_asked_for_is_not_understood()
    {
        var failure = await Asking.FailAsync(
            Fault.Http(200, "{}") with
            {
                Headers = new Dictionary<string, string> { ["Content-Encoding"] = "zstd" },
            }
        );

        failure.Message.ShouldContain("packed as zstd");
    }

    [Theory]
    [InlineData(400, "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens")]
    [InlineData(400, "the request exceeds the available context size (4096 tokens), try increasing it")]
    [InlineData(413, "Payload Too Large")]
    [InlineData(422, "inputs tokens + max_new_tokens: input is too long")]
    [InlineData(500, "the prompt is too long: 9000 tokens > context window of 8192")]
    [InlineData(400, "Trying to keep the first 9000 tokens when context the overflows")]
    public async Task A_request_that_does_not_fit_is_recognised(int status, string words)
    {
        var failure = await Asking.FailAsync(Fault.Http(status, $$"""{"error":{"message":"{{words}}"} }"""));

        failure.Fault.ShouldBe(ModelFault.ContextOverflow);
    }

    [Fact]
    public async Task A_request_that_does_not_fit_is_recognised_in_the_stream_too()
    {
        var failure = await Asking.FailAsync(
            new Fault { Kind = FaultKind.ErrorObject, Body = """{"error":"context length exceeded"}""" }
        );

        failure.Fault.ShouldBe(ModelFault.ContextOverflow);
    }
}
