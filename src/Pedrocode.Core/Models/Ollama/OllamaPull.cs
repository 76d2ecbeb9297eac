using System.Net.Http;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Pedrocode.Core.Models.Wires;

namespace Pedrocode.Core.Models.Ollama;

/// <summary>Lets an Ollama server fetch a model it does not have.</summary>
public static class OllamaPull
{
    /// <summary>How far it is, from 0 to 100, each time it has grown. Throws <see cref="ModelException"/> where it fails.</summary>
    public static async IAsyncEnumerable<int> RunAsync(
        ModelServer server,
        string model,
        [EnumeratorCancellation] CancellationToken stop
    )
    {
        using var http = ModelHttp.Create(server.IsLoopback);
        using var message = ModelHttp.Request(HttpMethod.Post, server, server.AtRoot("api/pull"));
        message.Content = new StringContent(
            $"{{\"model\":\"{JsonEncodedText.Encode(model)}\",\"stream\":true}}",
            Encoding.UTF8,
            "application/json"
        );
        using var response = await SentAsync(http, message, server, stop);
        await using var body = new EventStream(await ModelHttp.BodyAsync(response, stop), EventLimits.Default);
        var lines = new LineReader(body);
        var shown = -1;
        var isDone = false;
        while (!isDone && await NextAsync(lines, server, stop) is { } line)
        {
            (var percent, isDone) = Read(line, server, model);
            if (percent > shown)
            {
                yield return shown = percent;
            }
        }
        if (!isDone)
        {
            throw WireFailure
                .Passing($"broke off while it fetched {ServerWords.Clean(model)}")
                .ForUser(server, attempts: 1);
        }
    }

    private static async Task<HttpResponseMessage> SentAsync(
        HttpMessageInvoker http,
        HttpRequestMessage message,
        ModelServer server,
        CancellationToken stop
    )
    {
        try
        {
            return await http.SendAsync(message, stop);
        }
        catch (Exception e) when (!stop.IsCancellationRequested && WireFailure.Of(e) is { } failure)
        {
            throw failure.ForUser(server, attempts: 1);
        }
    }

    private static async Task<ReadOnlyMemory<byte>?> NextAsync(
        LineReader lines,
        ModelServer server,
        CancellationToken stop
    )
    {
        try
        {
            return await lines.NextAsync(stop);
        }
        catch (Exception e) when (!stop.IsCancellationRequested && WireFailure.Of(e) is { } failure)
        {
            throw failure.ForUser(server, attempts: 1);
        }
    }

    private static (int Percent, bool IsDone) Read(ReadOnlyMemory<byte> line, ModelServer server, string model)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            if (root.Text("error") is not null)
            {
                throw ServerError.OfJson(root, model, server.ApiKey).ForUser(server, attempts: 1);
            }
            if (root.Text("status") == "success")
            {
                return (100, true);
            }
            return root.Number("total") is { } total and > 0
                ? ((int)Math.Clamp(100 * (root.Number("completed") ?? 0) / total, 0, 99), false)
                : (0, false);
        }
        catch (JsonException e)
        {
            throw WireFailure.Of(e)!.ForUser(server, attempts: 1);
        }
    }
}
