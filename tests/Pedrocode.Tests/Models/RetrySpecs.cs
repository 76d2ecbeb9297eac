using System.Globalization;
using Pedrocode.Core.Models;
using Pedrocode.FakeModel;

namespace Pedrocode.Tests.Models;

public class RetrySpecs
{
    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(501)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    [InlineData(529)]
    public async Task A_status_that_may_pass_is_asked_again(int status)
    {
        await using var model = await Failing(Fault.Http(status, times: 2));
        using var asking = Asking.Of(model);

        var reply = await asking.AskAsync();

        reply.Text.ShouldBe("hello you");
        asking.Retries.Count.ShouldBe(2);
        asking.Retries.ShouldAllBe(retry => retry.Reason.StartsWith($"{status}: "));
    }

    [Theory]
    [InlineData(400, ModelFault.Refused)]
    [InlineData(401, ModelFault.Refused)]
    [InlineData(402, ModelFault.Refused)]
    [InlineData(403, ModelFault.Refused)]
    [InlineData(404, ModelFault.Refused)]
    [InlineData(413, ModelFault.ContextOverflow)]
    [InlineData(422, ModelFault.Refused)]
    public async Task Any_other_4xx_is_never_asked_again(int status, ModelFault fault)
    {
        await using var model = await Failing(Fault.Http(status, """{"error":{"message":"no, thanks"}}"""));
        using var asking = Asking.Of(model);

        var failure = await Should.ThrowAsync<ModelException>(() => asking.AskAsync());

        failure.Fault.ShouldBe(fault);
        failure.Message.ShouldStartWith($"{model.BaseUrl}: {status}: no, thanks. ");
        model.Requests.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task The_waits_double_and_after_six_attempts_it_gives_up()
    {
        await using var model = await Failing(Fault.Http(500));
        using var asking = Asking.Of(model);

        var failure = await Should.ThrowAsync<ModelException>(() => asking.AskAsync());

        asking.Waits.Select(wait => wait.TotalSeconds).ShouldBe([0.5, 1, 2, 4, 8]);
        failure.Fault.ShouldBe(ModelFault.Failed);
        failure.Message.ShouldContain("(6 attempts)");
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("0", 0)]
    [InlineData("9999999", 120)]
    [InlineData("soon", 2)]
    [InlineData("-3", 2)]
    [InlineData("1e3", 2)]
    public async Task A_429_is_asked_again_when_it_says_and_nonsense_is_ignored(string retryAfter, double seconds)
    {
        await using var model = await Failing(Limited("Retry-After", retryAfter));
        using var asking = Asking.Of(model);

        await asking.AskAsync();

        asking.Waits.ShouldBe([TimeSpan.FromSeconds(seconds)]);
    }

    [Theory]
    [InlineData(30, 30)]
    [InlineData(-30, 0)]
    [InlineData(86400, 120)]
    public async Task A_429_may_name_the_time_as_a_date(int fromNow, double seconds)
    {
        using var clock = new Asking(new ModelServer(new Uri("http://localhost/v1")));
        var date = clock.Time.GetUtcNow().AddSeconds(fromNow).ToString("r", CultureInfo.InvariantCulture);
        await using var model = await Failing(Limited("Retry-After", date));
        using var asking = Asking.Of(model);

        await asking.AskAsync();

        asking.Waits.ShouldBe([TimeSpan.FromSeconds(seconds)]);
    }

    [Fact]
    public async Task A_429_may_name_milliseconds()
    {
        await using var model = await Failing(Limited("retry-after-ms", "250"));
        using var asking = Asking.Of(model);

        await asking.AskAsync();

        asking.Waits.ShouldBe([TimeSpan.FromMilliseconds(250)]);
    }

    [Fact]
    public async Task A_server_that_still_loads_its_model_is_waited_for_longer()
    {
        await using var model = await Failing(Fault.Http(503, """{"error":{"message":"Loading model"}}""", times: 8));
        using var asking = Asking.Of(model);

        await asking.AskAsync();

        asking.Waits.Sum(wait => wait.TotalSeconds).ShouldBeInRange(180, 600);
    }

    [Theory]
    [InlineData(FaultKind.Reset)]
    [InlineData(FaultKind.Empty)]
    [InlineData(FaultKind.DropInText)]
    [InlineData(FaultKind.ResetInText)]
    [InlineData(FaultKind.MissingEnd)]
    [InlineData(FaultKind.CutLine)]
    [InlineData(FaultKind.BadJson)]
    [InlineData(FaultKind.ErrorObject)]
    [InlineData(FaultKind.ErrorLine)]
    [InlineData(FaultKind.ErrorEvent)]
    [InlineData(FaultKind.JsonError)]
    public async Task A_reply_that_breaks_off_is_asked_again_and_nothing_of_it_remains(FaultKind kind)
    {
        await using var model = await Failing(new Fault { Kind = kind, Times = 1 });
        using var asking = Asking.Of(model);

        var reply = await asking.AskAsync();

        reply.Text.ShouldBe("hello you");
        asking.Retries.ShouldHaveSingleItem().Wait.ShouldBe(TimeSpan.FromSeconds(0.5));
        model.Requests.Count.ShouldBe(2);
        model.Requests[1].Body.ShouldBe(model.Requests[0].Body);
    }

    [Theory]
    [InlineData(FaultKind.DropInCall)]
    [InlineData(FaultKind.EndInCall)]
    public async Task A_call_that_breaks_off_never_comes_out(FaultKind kind)
    {
        await using var model = await FakeModelServer.StartAsync(
            new Rule
            {
                Reply = FakeReply.Call("bash", """{"command":"rm -rf build"}"""),
                Fault = new Fault { Kind = kind, After = 99 },
            }
        );
        using var asking = Asking.Of(model);

        var failure = await Should.ThrowAsync<ModelException>(() => asking.AskAsync());

        failure.Fault.ShouldBe(ModelFault.Failed);
        asking.Parts.ShouldNotContain(part => part is ReplyPart.Completed);
        asking.Parts.ShouldContain(part => part is ReplyPart.CallText);
    }

    [Fact]
    public async Task A_server_that_never_answered_is_not_waited_for()
    {
        int port;
        await using (var model = await FakeModelServer.StartAsync())
            port = model.Port;
        using var asking = new Asking(ModelServer.Parse($"127.0.0.1:{port}"));

        var failure = await Should.ThrowAsync<ModelException>(() => asking.AskAsync());

        failure.Fault.ShouldBe(ModelFault.Unreachable);
        failure.Message.ShouldBe(
            $"http://127.0.0.1:{port}/v1: no connection. Start the model server, or set model.server_url."
        );
        asking.Retries.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_server_that_answered_before_may_restart()
    {
        var rule = new Rule { Reply = FakeReply.Say("hello you") };
        var model = await FakeModelServer.StartAsync(rule);
        var port = model.Port;
        using var asking = Asking.Of(model);
        await asking.AskAsync();
        await model.DisposeAsync();
        var stop = TestContext.Current.CancellationToken;
        await using var parts = asking.Client.StreamAsync(Asking.Request(), stop).GetAsyncEnumerator(stop);

        (await parts.MoveNextAsync()).ShouldBeTrue();
        var retrying = parts.Current.ShouldBeOfType<ReplyPart.Retrying>();
        await using var again = await FakeModelServer.StartAsync(new ModelScript { Rules = [rule] }, port);
        var next = parts.MoveNextAsync();
        asking.Time.Advance(retrying.Wait);

        (await next).ShouldBeTrue();
        parts.Current.ShouldBe(new ReplyPart.Text("hell"));
    }

    [Fact]
    public async Task A_host_that_does_not_exist_is_said()
    {
        using var asking = new Asking(ModelServer.Parse("http://no-such-host.invalid:1"));

        var failure = await Should.ThrowAsync<ModelException>(() => asking.AskAsync());

        failure.Fault.ShouldBe(ModelFault.Unreachable);
        failure.Message.ShouldContain("http://no-such-host.invalid:1/v1: no such host.");
    }

    private static Fault Limited(string header, string value) =>
        Fault.Http(429, times: 1) with
        {
            Headers = new Dictionary<string, string> { [header] = value },
        };

    private static Task<FakeModelServer> Failing(Fault fault) =>
        FakeModelServer.StartAsync(new Rule { Reply = FakeReply.Say("hello you"), Fault = fault });
}
