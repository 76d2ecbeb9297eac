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

        var found = await new ModelDiscovery(new FakeTimeProvider(), [FreePort(), second.Port, third.Port]).FindAsync(
            Stop
        );

        found.ShouldBe(new FoundServer(new ModelServer(second.BaseUrl) { Kind = ServerKind.Vllm }, "b1", 2));
    }

    [Fact]
    public async Task Nobody_there_is_null_and_takes_no_time()
    {
        var clock = Stopwatch.StartNew();

        var found = await new ModelDiscovery(new FakeTimeProvider(), [FreePort(), FreePort()]).FindAsync(Stop);

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

        (await finding).ShouldNotBeNull().Server.Kind.ShouldBe(ServerKind.LlamaCpp);
    }

    [Fact]
    public async Task What_is_no_model_server_is_passed_over()
    {
        using var web = new TcpListener(IPAddress.Loopback, 0);
        web.Start();
        var page = AnswerAsync(web, "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>");
        await using var model = await Serving("me", "m");

        var found = await new ModelDiscovery(
            new FakeTimeProvider(),
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

        var found = await new ModelDiscovery(new FakeTimeProvider(), [empty.Port, model.Port]).FindAsync(Stop);

        found.ShouldBe(
            new FoundServer(new ModelServer(model.BaseUrl) { Kind = ServerKind.LmStudio }, "qwen3-coder", 2)
        );
    }

    [Fact]
    public async Task The_best_model_for_code_is_taken_wherever_it_stands_with_its_reason()
    {
        await using var small = await Serving("vllm", "llama-3.2-1b");
        await using var good = await Serving(
            "library",
            "nomic-embed-text",
            "gemma3:27b",
            "qwen3-coder:30b",
            "qwen2.5-coder:1.5b"
        );

        var found = await new ModelDiscovery(new FakeTimeProvider(), [small.Port, good.Port]).FindAsync(Stop);

        found.ShouldNotBeNull().Model.ShouldBe("qwen3-coder:30b");
        found.Why.ShouldBe($"the best for code of 4 at 127.0.0.1:{good.Port}");
        found.Server.ShouldBe(new ModelServer(good.Root) { Kind = ServerKind.Ollama });
    }

    [Theory]
    [InlineData("gpu", "gpu", 11434)]
    [InlineData("0.0.0.0:8081", "127.0.0.1", 8081)]
    [InlineData("http://10.0.0.5:11434/", "10.0.0.5", 11434)]
    public void The_place_of_Ollama_is_read_as_Ollama_reads_it(string variable, string host, int port) =>
        ModelDiscovery.OllamaHostOf(variable).ShouldBe((host, port));

    [Fact]
    public async Task Ollama_is_looked_for_where_its_variable_says()
    {
        await using var model = await Serving("library", "qwen3:8b");

        var found = await new ModelDiscovery(new FakeTimeProvider(), [FreePort()])
        {
            OllamaHost = ("127.0.0.1", model.Port),
        }.FindAsync(Stop);

        found.ShouldNotBeNull().Model.ShouldBe("qwen3:8b");
    }

    [Theory]
    [InlineData(FakeServerKind.LlamaCpp, ServerKind.LlamaCpp, "context 16k, 30.5B, calls tools, 4 slots")]
    [InlineData(FakeServerKind.Ollama, ServerKind.Ollama, "context 16k, 30.5B Q4_K_M, calls tools, 1 slot")]
    [InlineData(FakeServerKind.LmStudio, ServerKind.LmStudio, "context 16k, qwen3moe Q4_K_M, calls tools, 1 slot")]
    [InlineData(FakeServerKind.Vllm, ServerKind.Vllm, "context 16k")]
    [InlineData(FakeServerKind.Plain, ServerKind.OpenAi, "")]
    [InlineData(FakeServerKind.Plain, ServerKind.Ollama, "")]
    public async Task What_a_server_knows_of_its_model_is_asked_in_its_own_words(
        FakeServerKind server,
        ServerKind kind,
        string facts
    )
    {
        await using var model = await FakeModelServer.StartAsync(
            new ModelScript
            {
                Server = server,
                ContextSize = 16_384,
                Slots = 4,
            }
        );
        var asked = ModelServer.Parse(model.BaseUrl.ToString(), apiKey: null, kind);

        (await new ServerInquiry().AskAsync(asked, "fake-model", Stop)).Text.ShouldBe(facts);
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
