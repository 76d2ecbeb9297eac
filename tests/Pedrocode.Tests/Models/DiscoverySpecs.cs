using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Pedrocode.Core.Models;
using Pedrocode.FakeModel;

namespace Pedrocode.Tests.Models;

public class DiscoverySpecs
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_port_in_order_that_answers_is_taken_with_its_first_model()
    {
        await using var second = await Serving("vllm", "b1", "b2");
        await using var third = await Serving("library", "c1");

        var found = await new ModelDiscovery(TimeProvider.System, [FreePort(), second.Port, third.Port]).FindAsync(
            Stop
        );

        found.ShouldBe(new FoundServer(new ModelServer(second.BaseUrl), "b1", ServerKind.Vllm));
    }

    [Fact]
    public async Task Nobody_there_is_null_and_takes_no_time()
    {
        var clock = Stopwatch.StartNew();

        var found = await new ModelDiscovery(TimeProvider.System, [FreePort(), FreePort()]).FindAsync(Stop);

        found.ShouldBeNull();
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_port_that_accepts_and_says_nothing_costs_three_hundred_milliseconds_and_hides_no_other()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var speaking = await Serving("llamacpp", "qwen");
        var time = new FakeTimeProvider();
        var port = ((IPEndPoint)silent.LocalEndpoint).Port;

        var finding = new ModelDiscovery(time, [port, speaking.Port]).FindAsync(Stop);
        await speaking.RequestAsync(request => request.Path == "/v1/models");
        using var accepted = await silent.AcceptSocketAsync(Stop);
        time.Advance(TimeSpan.FromMilliseconds(299));
        finding.IsCompleted.ShouldBeFalse();
        await Settled(speaking);
        time.Advance(TimeSpan.FromMilliseconds(1));

        (await finding).ShouldNotBeNull().Kind.ShouldBe(ServerKind.LlamaCpp);
    }

    [Fact]
    public async Task What_is_no_model_server_is_passed_over()
    {
        using var web = new TcpListener(IPAddress.Loopback, 0);
        web.Start();
        var page = AnswerAsync(web, "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>");
        await using var model = await Serving("me", "m");

        var found = await new ModelDiscovery(
            TimeProvider.System,
            [((IPEndPoint)web.LocalEndpoint).Port, model.Port]
        ).FindAsync(Stop);

        await page;
        found.ShouldNotBeNull().Model.ShouldBe("m");
    }

    [Fact]
    public async Task A_server_without_models_is_passed_over_and_a_model_for_embeddings_is_not_chosen()
    {
        await using var empty = await Serving("library");
        await using var model = await Serving("organization_owner", "text-embedding-nomic", "qwen3-coder");

        var found = await new ModelDiscovery(TimeProvider.System, [empty.Port, model.Port]).FindAsync(Stop);

        found.ShouldBe(new FoundServer(new ModelServer(model.BaseUrl), "qwen3-coder", ServerKind.LmStudio));
    }

    [Fact]
    public async Task The_models_of_one_server_are_listed()
    {
        await using var model = await Serving("vllm", "a", "b");

        (await new ModelDiscovery().ModelsAsync(new ModelServer(model.BaseUrl), Stop)).ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task Why_they_cannot_be_listed_is_said_in_one_line()
    {
        await using var locked = await FakeModelServer.StartAsync(new ModelScript { Key = "sk-secret" });

        var refused = await Should.ThrowAsync<ModelException>(() =>
            new ModelDiscovery().ModelsAsync(new ModelServer(locked.BaseUrl, "sk-wrong"), Stop)
        );
        var absent = await Should.ThrowAsync<ModelException>(() =>
            new ModelDiscovery().ModelsAsync(ModelServer.Parse($"127.0.0.1:{FreePort()}"), Stop)
        );

        refused.Message.ShouldBe(
            $"{locked.BaseUrl}: 401: the key is wrong. Check model.api_key_env or PEDROCODE_API_KEY."
        );
        absent.Fault.ShouldBe(ModelFault.Unreachable);
    }

    private static Task<FakeModelServer> Serving(string ownedBy, params string[] models) =>
        FakeModelServer.StartAsync(new ModelScript { Models = models, OwnedBy = ownedBy });

    /// <summary>The answer that was under way has arrived: later ones on other connections have.</summary>
    private static async Task Settled(FakeModelServer model)
    {
        for (var later = 0; later < 5; later++)
            await new ModelDiscovery().ModelsAsync(new ModelServer(model.BaseUrl), Stop);
    }

    private static async Task AnswerAsync(TcpListener listener, string answer)
    {
        using var socket = await listener.AcceptSocketAsync(Stop);
        await socket.ReceiveAsync(new byte[4096], SocketFlags.None);
        await socket.SendAsync(System.Text.Encoding.ASCII.GetBytes(answer), SocketFlags.None);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
