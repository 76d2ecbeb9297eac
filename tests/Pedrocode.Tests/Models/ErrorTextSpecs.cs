using Pedrocode.Core.Models;
using Pedrocode.FakeModel;

namespace Pedrocode.Tests.Models;

public class ErrorTextSpecs
{
    [Theory]
    [Trait("Attack", "atk-111")]
    [InlineData(401, """{"error":{"message":"Incorrect API key provided: sk-secret"}}""")]
    [InlineData(400, "sk-secret")]
    [InlineData(403, """{"error":{"message":"denied","request":{"headers":{"Authorization":"Bearer sk-secret"}}}}""")]
    [InlineData(502, "POST /v1/chat/completions\r\nauthorization: Bearer sk-secret\r\n")]
    [InlineData(429, """{"detail":"sk-secret has no quota"}""")]
    [InlineData(200, """{"error":"sk-secret is no key"}""")]
    [InlineData(200, """{"status":"sk-secret"}""")]
    [InlineData(200, "<html><title>sk-secret</title></html>")]
    public async Task The_key_never_appears_in_a_message(int status, string body)
    {
        await using var model = await FakeModelServer.StartAsync(new Rule { Fault = Fault.Http(status, body) });
        using var asking = new Asking(new ModelServer(model.BaseUrl, "sk-secret"));

        var failure = await Should.ThrowAsync<ModelException>(() => asking.AskAsync());

        failure.ToString().ShouldNotContain("sk-secret");
        failure.Message.ShouldContain(status == 403 ? "denied" : "[key]");
        asking.Retries.ShouldAllBe(retry => !retry.Reason.Contains("sk-secret"));
    }

    [Fact]
    public async Task A_key_that_no_header_can_carry_is_refused_unsent_and_unshown()
    {
        await using var model = await FakeModelServer.StartAsync(new Rule());
        using var asking = new Asking(new ModelServer(model.BaseUrl, "sk-sec\nret"));

        var failure = await Should.ThrowAsync<ModelException>(() => asking.AskAsync());

        failure.Message.ShouldContain("the key contains characters that cannot be sent");
        failure.ToString().ShouldNotContain("sec\nret");
        model.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_password_of_an_address_is_sent_and_not_shown()
    {
        await using var model = await FakeModelServer.StartAsync(new Rule { Fault = Fault.Http(401, "no") });
        using var asking = new Asking(ModelServer.Parse($"http://me:hidden@127.0.0.1:{model.Port}"));

        var failure = await Should.ThrowAsync<ModelException>(() => asking.AskAsync());

        failure.ToString().ShouldNotContain("hidden");
        model.Requests[0].Headers["Authorization"].ShouldBe("Basic bWU6aGlkZGVu");
    }

    [Fact]
    public async Task The_servers_words_become_one_line_without_control_characters()
    {
        var failure = await Asking.FailAsync(
            Fault.Http(400, """{"error":{"message":"line one\r\n\u001b[31mline\u009b two\u202e\u0007\t end"}}""")
        );

        failure.Message.ShouldContain("400: line one [31mline two end. ");
        failure.Message.ShouldAllBe(letter => letter >= ' ' && letter < '\u007f');
    }

    [Fact]
    public async Task The_servers_words_are_cut_at_two_hundred_characters()
    {
        var failure = await Asking.FailAsync(Fault.Http(400, new string('x', 100_000)));

        failure.Message.ShouldContain(new string('x', 200) + "…");
        failure.Message.ShouldNotContain(new string('x', 201));
    }

    [Theory]
    [InlineData(401, "Check model.api_key_env or PEDROCODE_API_KEY")]
    [InlineData(404, "that the server has the model fake-model")]
    [InlineData(413, "does not fit the context of fake-model")]
    public async Task A_message_says_what_to_do(int status, string advice) =>
        (await Asking.FailAsync(Fault.Http(status, "no"))).Message.ShouldContain(advice);
}
