using System.Collections.Immutable;
using System.Net.Http;
using System.Text.Json;
using Pedrocode.Core.Models.Wires;

namespace Pedrocode.Core.Models;

/// <summary>Finds a model server on this machine, and lists the models of one.</summary>
public sealed class ModelDiscovery(TimeProvider? time = null, ImmutableArray<int> ports = default)
{
    /// <summary>Where Ollama, llama.cpp, LM Studio and vLLM stand, unless told otherwise.</summary>
    public static ImmutableArray<int> UsualPorts { get; } = [11434, 8080, 1234, 8000];

    private static readonly TimeSpan Altogether = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan ForOneServer = TimeSpan.FromSeconds(10);

    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>The first of the usual ports, in their order, that answers within 300 ms; null where none does.</summary>
    public async Task<FoundServer?> FindAsync(CancellationToken stop)
    {
        using var http = ModelHttp.Create(loopback: true);
        using var limit = new CancellationTokenSource(Altogether, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop, limit.Token);
        var asked = (ports.IsDefault ? UsualPorts : ports).Select(port => AskAsync(http, port, both.Token)).ToList();
        FoundServer? found = null;
        foreach (var answer in asked)
        {
            found = await answer;
            if (found is not null)
                break;
        }
        await both.CancelAsync();
        await Task.WhenAll(asked);
        stop.ThrowIfCancellationRequested();
        return found;
    }

    /// <summary>The models of one server, in its order, those for other work (embeddings) last. Throws <see cref="ModelException"/> where it does not answer.</summary>
    public async Task<ImmutableArray<string>> ModelsAsync(ModelServer server, CancellationToken stop)
    {
        using var http = ModelHttp.Create(server.IsLoopback);
        using var limit = new CancellationTokenSource(ForOneServer, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop, limit.Token);
        try
        {
            return
            [
                .. (await ListAsync(http, server, both.Token))
                    .Select(model => model.Id)
                    .OrderBy(ListedModel.IsForOtherWork),
            ];
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            throw new OperationCanceledException(stop);
        }
        catch (Exception e)
            when ((limit.IsCancellationRequested ? WireFailure.Silent(ForOneServer) : WireFailure.Of(e)) is { } f)
        {
            throw f.ForUser(server, attempts: 1);
        }
    }

    private static async Task<FoundServer?> AskAsync(HttpMessageInvoker http, int port, CancellationToken stop)
    {
        var server = new ModelServer(new Uri($"http://127.0.0.1:{port}/v1"));
        try
        {
            var models = await ListAsync(http, server, stop);
            var chosen = models.Find(model => !ListedModel.IsForOtherWork(model.Id)) ?? models.FirstOrDefault();
            return chosen is null ? null : new FoundServer(server, chosen.Id, KindOf(chosen.OwnedBy, port));
        }
        catch (Exception e) when (e is OperationCanceledException || WireFailure.Of(e) is not null)
        {
            return null;
        }
    }

    private static async Task<List<ListedModel>> ListAsync(
        HttpMessageInvoker http,
        ModelServer server,
        CancellationToken stop
    )
    {
        const int Most = 4 << 20;
        using var message = ModelHttp.Request(HttpMethod.Get, server, "models");
        using var response = await http.SendAsync(message, stop);
        await using var body = await ModelHttp.BodyAsync(response, stop);
        var json = await ModelHttp.ReadAsync(body, Most, stop);
        if ((int)response.StatusCode is >= 300 and < 400)
            throw ServerError.Redirect(response.Headers.Location);
        if (!response.IsSuccessStatusCode)
            throw ServerError.OfStatus(
                (int)response.StatusCode,
                ServerWords.Of(json, server.ApiKey),
                "",
                retryAfter: null
            );
        return ListedModel.Read(json)
            ?? throw WireFailure.NotUnderstood($"sent no list of models: {ServerWords.Of(json, server.ApiKey)}");
    }

    private static ServerKind KindOf(string ownedBy, int port) =>
        (ownedBy, port) switch
        {
            ("library", _) => ServerKind.Ollama,
            ("llamacpp", _) => ServerKind.LlamaCpp,
            ("vllm", _) => ServerKind.Vllm,
            ("organization_owner" or "organization-owner", _) => ServerKind.LmStudio,
            (_, 11434) => ServerKind.Ollama,
            (_, 1234) => ServerKind.LmStudio,
            _ => ServerKind.OpenAi,
        };
}

/// <summary>A server that answered, and the model that would be used there.</summary>
public sealed record FoundServer(ModelServer Server, string Model, ServerKind Kind);

/// <summary>What kind of server it seems to be. <see cref="OpenAi"/>: no more is known than that it speaks this protocol.</summary>
public enum ServerKind
{
    OpenAi,
    Ollama,
    LlamaCpp,
    LmStudio,
    Vllm,
    Anthropic,
}

/// <summary>An entry of <c>GET /v1/models</c>.</summary>
internal sealed record ListedModel(string Id, string OwnedBy)
{
    /// <summary>Null where the answer is no list of models.</summary>
    public static List<ListedModel>? Read(byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static List<ListedModel>? Read(JsonElement list)
    {
        if (list.ValueKind == JsonValueKind.Object && !list.TryGetProperty("data", out list))
            return null;
        return list.ValueKind switch
        {
            // Ollama without a single model.
            JsonValueKind.Null => [],
            JsonValueKind.Array => [.. list.EnumerateArray().Where(one => TextOf(one, "id").Length > 0).Select(Of)],
            _ => null,
        };
    }

    /// <summary>Servers list the models for embeddings, ranking and speech among those that talk.</summary>
    public static bool IsForOtherWork(string id) =>
        new[] { "embed", "rerank", "whisper", "bge-", "tts" }.Any(word =>
            id.Contains(word, StringComparison.OrdinalIgnoreCase)
        );

    private static ListedModel Of(JsonElement model) => new(TextOf(model, "id"), TextOf(model, "owned_by"));

    private static string TextOf(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : "";
}
