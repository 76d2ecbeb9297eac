using System.Diagnostics;
using Pedrocode.Core.Models;
using Pedrocode.FakeModel;

namespace Pedrocode.Tests.Models;

public class CancelSpecs
{
    [Theory]
    [InlineData(FaultKind.Stall)]
    [InlineData(FaultKind.StallAfterHead)]
    [InlineData(FaultKind.StallBetween)]
    [InlineData(FaultKind.EndlessStream)]
    public async Task A_cancelled_call_ends_within_a_second_and_leaves_the_server(FaultKind kind)
    {
        await using var model = await FakeModelServer.StartAsync(
            new Rule
            {
                Reply = FakeReply.Say("hello you"),
                Fault = new Fault { Kind = kind },
            }
        );
        using var asking = Asking.Of(model);
        using var stop = new CancellationTokenSource();
        var asked = asking.AskAsync(Asking.Request(), stop.Token);
        var request = await model.RequestAsync(one => one.Chat is not null);
        var clock = Stopwatch.StartNew();

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => asked);
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        await request.Abandoned.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_call_is_cancelled_while_it_waits_to_ask_again()
    {
        await using var model = await FakeModelServer.StartAsync(new Rule { Fault = Fault.Http(500) });
        using var asking = Asking.Of(model);
        using var stop = new CancellationTokenSource();
        await using var parts = asking.Client.StreamAsync(Asking.Request(), stop.Token).GetAsyncEnumerator(stop.Token);
        (await parts.MoveNextAsync()).ShouldBeTrue();
        var next = parts.MoveNextAsync().AsTask();

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => next);
        model.Requests.ShouldHaveSingleItem();
    }
}
