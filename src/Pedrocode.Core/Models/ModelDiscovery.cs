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

    /// <summary>
    /// The server with the best model for code, of those that answer within 300 ms; among equals the first of the usual ports.
    /// Null where none does.
    /// </summary>
    public async Task<FoundServer?> FindAsync(CancellationToken stop) => (await FindAllAsync(stop)).FirstOrDefault();

    /// <summary>Every server that answers within 300 ms, the one with the best model first.</summary>
    public async Task<ImmutableArray<FoundServer>> FindAllAsync(CancellationToken stop)
    {
        using var http = ModelHttp.Create(loopback: true);
        using var limit = new CancellationTokenSource(Altogether, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop, limit.Token);
        var places = (ports.IsDefault ? UsualPorts : ports).Select(port => (Host: "127.0.0.1", Port: port)).ToList();
        if (OllamaHost is { } elsewhere && !places.Contains(elsewhere))
            places.Insert(0, elsewhere);
        var answers = await Task.WhenAll(places.Select(place => AskAsync(http, place, both.Token)));
        stop.ThrowIfCancellationRequested();
        return [.. answers.OfType<FoundServer>().OrderByDescending(static found => ModelRank.Of(found.Model))];
    }

    /// <summary>Where Ollama stands by <c>OLLAMA_HOST</c>; null where that is not set.</summary>
    public (string Host, int Port)? OllamaHost { get; init; }

    /// <summary>Reads <c>OLLAMA_HOST</c> as Ollama does: <c>gpu:11434</c>, <c>0.0.0.0</c>, <c>http://gpu</c>. Null where it names no place.</summary>
    public static (string Host, int Port)? OllamaHostOf(string? variable)
    {
        if (string.IsNullOrWhiteSpace(variable))
            return null;
        var text = variable.Trim().Trim('"', '\'');
        if (!text.Contains("://", StringComparison.Ordinal))
            text = "http://" + text;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
            return null;
        // A server may listen everywhere; a client needs one place.
        var host = uri.Host is "0.0.0.0" or "[::]" or "localhost" ? "127.0.0.1" : uri.Host;
        var hasPort = text.AsSpan("http://".Length).Contains(':') || uri.Port is not (80 or 443);
        return (host, hasPort ? uri.Port : 11434);
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

    private static async Task<FoundServer?> AskAsync(
        HttpMessageInvoker http,
        (string Host, int Port) place,
        CancellationToken stop
    )
    {
        var server = new ModelServer(new Uri($"http://{place.Host}:{place.Port}/v1"));
        try
        {
            var models = await ListAsync(http, server, stop);
            if (models.Count == 0)
                return null;
            var chosen = models.OrderByDescending(static model => ModelRank.Of(model.Id)).First();
            var kind = KindOf(chosen.OwnedBy, place.Port);
            return new FoundServer(
                kind == ServerKind.Ollama
                    ? new ModelServer(new Uri($"http://{place.Host}:{place.Port}")) { Kind = kind }
                    : server with
                    {
                        Kind = kind,
                    },
                chosen.Id,
                models.Count
            );
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
        using var message = ModelHttp.Request(
            HttpMethod.Get,
            server,
            server.Kind == ServerKind.Ollama ? server.AtRoot("v1/models") : server.At("models")
        );
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
/// <param name="Count">How many models it has.</param>
public sealed record FoundServer(ModelServer Server, string Model, int Count)
{
    /// <summary>Why this one: <c>the best for code of 4 at 127.0.0.1:11434</c>.</summary>
    public string Why =>
        Count == 1
            ? $"found at {Server.BaseUrl.Authority}"
            : $"the best for code of {Count} at {Server.BaseUrl.Authority}";
}

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
        new[] { "embed", "rerank", "whisper", "bge-", "tts", "minilm", "ocr" }.Any(word =>
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
