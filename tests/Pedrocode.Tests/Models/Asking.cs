using Microsoft.Extensions.Time.Testing;
using Pedrocode.Core.Models;
using Pedrocode.Core.Models.Anthropic;
using Pedrocode.Core.Models.Ollama;
using Pedrocode.Core.Models.OpenAi;
using Pedrocode.Core.Models.Wires;
using Pedrocode.FakeModel;

namespace Pedrocode.Tests.Models;

/// <summary>A client whose clock stands still but for the waits between attempts, which pass at once.</summary>
internal sealed class Asking(ModelServer server) : IDisposable
{
    public static readonly ToolDefinition Bash = new(
        "bash",
        "Runs a command.",
        """{"type":"object","properties":{"command":{"type":"string"}},"required":["command"]}"""
    );

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    private readonly List<ReplyPart> _parts = [];
    private WireClient? _client;

    public WireClient Client =>
        _client ??= server.Kind switch
        {
            ServerKind.Ollama => new OllamaClient(server, Time, new Middle()),
            ServerKind.Anthropic => new AnthropicClient(server, Time, new Middle()),
            _ => new OpenAiClient(server, Time, new Middle()),
        };

    public IReadOnlyList<ReplyPart> Parts => _parts;

    public IReadOnlyList<ReplyPart.Retrying> Retries => [.. _parts.OfType<ReplyPart.Retrying>()];

    public IReadOnlyList<TimeSpan> Waits => [.. Retries.Select(retry => retry.Wait)];

    public static Asking Of(FakeModelServer model, ServerKind kind = ServerKind.OpenAi) =>
        new(ModelServer.Parse(model.BaseUrl.ToString(), apiKey: null, kind));

    /// <summary>Asks one thing of a model that answers so; fails where the request was refused.</summary>
    public static async Task<ModelReply> HearAsync(
        FakeReply reply,
        Fault? fault = null,
        ServerKind kind = ServerKind.OpenAi
    )
    {
        await using var model = await FakeModelServer.StartAsync(new Rule { Reply = reply, Fault = fault });
        using var asking = Of(model, kind);
        var heard = await asking.AskAsync();
        model.Refusals.ShouldBeEmpty();
        return heard;
    }

    /// <summary>What the user is told when a model answers so, however often it is asked.</summary>
    public static async Task<ModelException> FailAsync(
        Fault fault,
        FakeReply? reply = null,
        ServerKind kind = ServerKind.OpenAi
    )
    {
        await using var model = await FakeModelServer.StartAsync(
            new Rule { Fault = fault, Reply = reply ?? FakeReply.Say("hello you") }
        );
        using var asking = Of(model, kind);
        var failure = await Should.ThrowAsync<ModelException>(() => asking.AskAsync());
        failure.Message.ShouldStartWith(kind == ServerKind.Ollama ? model.Root.ToString() : model.BaseUrl.ToString());
        failure.Message.ShouldNotContain('\n');
        return failure;
    }

    public static ModelRequest Request(params ChatMessage[] messages) =>
        new()
        {
            Model = "fake-model",
            Tools = [Bash],
            Messages = messages.Length > 0 ? [.. messages] : [new SystemMessage("You work."), new UserMessage("task")],
        };

    public Task<ModelReply> AskAsync(params ChatMessage[] messages) =>
        AskAsync(Request(messages), TestContext.Current.CancellationToken);

    public async Task<ModelReply> AskAsync(ModelRequest request, CancellationToken stop)
    {
        await using var parts = Client.StreamAsync(request, stop).GetAsyncEnumerator(stop);
        var wait = TimeSpan.Zero;
        while (true)
        {
            var next = parts.MoveNextAsync();
            if (wait > TimeSpan.Zero)
                Time.Advance(wait);
            if (!await next)
                return _parts[^1].ShouldBeOfType<ReplyPart.Completed>().Reply;
            _parts.Add(parts.Current);
            wait = parts.Current is ReplyPart.Retrying retrying ? retrying.Wait : TimeSpan.Zero;
        }
    }

    public void Dispose() => _client?.Dispose();

    /// <summary>No jitter: the middle of every range.</summary>
    private sealed class Middle : Random
    {
        public override double NextDouble() => 0.5;
    }
}
