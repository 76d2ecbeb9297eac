using Pedrocode.Core.Models;
using Pedrocode.FakeModel;

namespace Pedrocode.Tests.Models;

public class SilenceSpecs
{
    [Theory]
    [InlineData(FaultKind.Stall)]
    [InlineData(FaultKind.StallAfterHead)]
    public async Task A_near_server_has_fifteen_minutes_for_the_first_token(FaultKind kind)
    {
        await using var model = await Stalling(kind);
        using var asking = Asking.Of(model);
        var stop = TestContext.Current.CancellationToken;
        await using var parts = asking.Client.StreamAsync(Asking.Request(), stop).GetAsyncEnumerator(stop);
        var next = parts.MoveNextAsync().AsTask();
        await model.RequestAsync(request => request.Chat is not null);

        asking.Time.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(1));
        next.IsCompleted.ShouldBeFalse();
        asking.Time.Advance(TimeSpan.FromSeconds(1));

        (await next).ShouldBeTrue();
        parts.Current.ShouldBeOfType<ReplyPart.Retrying>().Reason.ShouldBe("silent for 15 minutes");
    }

    [Theory]
    [InlineData(ServerKind.OpenAi)]
    [InlineData(ServerKind.Ollama)]
    [InlineData(ServerKind.Anthropic)]
    public async Task Between_tokens_a_server_has_sixty_seconds(ServerKind kind)
    {
        await using var model = await Stalling(FaultKind.StallBetween);
        using var asking = Asking.Of(model, kind);
        var stop = TestContext.Current.CancellationToken;
        await using var parts = asking.Client.StreamAsync(Asking.Request(), stop).GetAsyncEnumerator(stop);
        (await parts.MoveNextAsync()).ShouldBeTrue();
        (await parts.MoveNextAsync()).ShouldBeTrue();
        var next = parts.MoveNextAsync().AsTask();

        asking.Time.Advance(TimeSpan.FromSeconds(59));
        next.IsCompleted.ShouldBeFalse();
        asking.Time.Advance(TimeSpan.FromSeconds(1));

        (await next).ShouldBeTrue();
        parts.Current.ShouldBeOfType<ReplyPart.Retrying>().Reason.ShouldBe("silent for 60 s");
    }

    [Fact]
    public async Task Comments_are_no_tokens()
    {
        await using var model = await Stalling(FaultKind.EndlessComments);
        using var asking = new Asking(new ModelServer(model.BaseUrl) { FirstToken = TimeSpan.FromSeconds(30) });
        var stop = TestContext.Current.CancellationToken;
        await using var parts = asking.Client.StreamAsync(Asking.Request(), stop).GetAsyncEnumerator(stop);
        var next = parts.MoveNextAsync().AsTask();
        await model.RequestAsync(request => request.Chat is not null);

        asking.Time.Advance(TimeSpan.FromSeconds(31));

        (await next).ShouldBeTrue();
        parts.Current.ShouldBeOfType<ReplyPart.Retrying>().Reason.ShouldBe("silent for 30 s");
    }

    [Fact]
    public async Task A_server_that_stays_silent_is_asked_only_twice()
    {
        await using var model = await Stalling(FaultKind.Stall);
        using var asking = Asking.Of(model);
        var asked = asking.AskAsync();

        for (var attempt = 1; attempt <= 2; attempt++)
        {
            var count = attempt;
            await model.RequestAsync(_ => model.Requests.Count == count);
            asking.Time.Advance(TimeSpan.FromMinutes(15));
        }

        var failure = await Should.ThrowAsync<ModelException>(() => asked);
        failure.Message.ShouldContain("silent for 15 minutes (2 attempts)");
        failure.Message.ShouldContain("model.first_token_seconds");
    }

    [Theory]
    [InlineData("http://localhost:11434/v1", 900)]
    [InlineData("http://127.8.0.1/v1", 900)]
    [InlineData("http://[::1]:80/v1", 900)]
    [InlineData("http://10.1.2.3/v1", 900)]
    [InlineData("http://172.31.0.9/v1", 900)]
    [InlineData("http://192.168.1.20:8000/v1", 900)]
    [InlineData("http://100.100.1.1/v1", 900)]
    [InlineData("http://[fd00::1]/v1", 900)]
    [InlineData("http://gpu:8000/v1", 900)]
    [InlineData("http://gpu.lan/v1", 900)]
    [InlineData("http://172.32.0.9/v1", 120)]
    [InlineData("http://8.8.8.8/v1", 120)]
    [InlineData("http://[2001:db8::1]/v1", 120)]
    [InlineData("https://api.example.com/v1", 120)]
    [InlineData("https://localhost.example.com/v1", 120)]
    public void Only_loopback_and_private_addresses_are_near(string url, int seconds) =>
        ModelServer.Parse(url).FirstTokenLimit.TotalSeconds.ShouldBe(seconds);

    private static Task<FakeModelServer> Stalling(FaultKind kind) =>
        FakeModelServer.StartAsync(
            new Rule
            {
                Reply = FakeReply.Say("hello you there"),
                Fault = new Fault { Kind = kind, After = kind == FaultKind.EndlessComments ? 0 : 2 },
            }
        );
}
