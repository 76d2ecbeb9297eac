using System.Globalization;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using Pedrocode.Core.Models.Wires;

namespace Pedrocode.Core.Models;

/// <summary>Asks a server what it knows about a model, each kind in its own words.</summary>
public sealed class ServerInquiry(TimeProvider? time = null)
{
    /// <summary>What Ollama is asked for where nobody says: enough for a job, and little enough for most machines.</summary>
    public const int OllamaWindow = 32_768;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>Never fails: what cannot be learnt is unknown.</summary>
    public async Task<ModelFacts> AskAsync(ModelServer server, string model, CancellationToken stop)
    {
        using var http = ModelHttp.Create(server.IsLoopback);
        using var limit = new CancellationTokenSource(Patience, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop, limit.Token);
        var asking = new Asking(http, server, both.Token);
        try
        {
            return server.Kind switch
            {
                ServerKind.Ollama => await OllamaAsync(asking, model),
                ServerKind.LlamaCpp => await LlamaCppAsync(asking),
                ServerKind.LmStudio => await LmStudioAsync(asking, model),
                ServerKind.Anthropic => new ModelFacts { Window = 200_000, CallsTools = true },
                _ => await ListedAsync(asking, model),
            };
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e)
            when (e is OperationCanceledException or JsonException or InvalidOperationException
                || WireFailure.Of(e) is not null
            )
        {
            return ModelFacts.Unknown;
        }
    }

    private static async Task<ModelFacts> OllamaAsync(Asking asking, string model)
    {
        var shown = await asking.PostAsync("api/show", $"{{\"model\":{Quoted(model)}}}");
        if (shown is not { } root)
            return ModelFacts.Unknown;
        var longest = root.Object("model_info")
            ?.EnumerateObject()
            .Where(static field => field.Name.EndsWith(".context_length", StringComparison.Ordinal))
            .Select(static field => field.Value.Whole())
            .FirstOrDefault();
        var details = root.Object("details");
        return new ModelFacts
        {
            LongestWindow = longest,
            Window = OwnWindow(root.Text("parameters")) ?? Math.Min(longest ?? OllamaWindow, OllamaWindow),
            CallsTools = root.List("capabilities") is { } able
                ? able.Any(static one => one.ValueEquals("tools"))
                : null,
            Size = Joined(details?.Text("parameter_size"), details?.Text("quantization_level")),
            // It tells nobody OLLAMA_NUM_PARALLEL; one is its default.
            Slots = 1,
        };
    }

    /// <summary><c>num_ctx</c> among the parameters of a Modelfile.</summary>
    private static int? OwnWindow(string? parameters) =>
        (parameters ?? "")
            .Split('\n')
            .Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(static words => words is ["num_ctx", _])
            .Select(static words =>
                int.TryParse(words[1], CultureInfo.InvariantCulture, out var size) ? size : (int?)null
            )
            .FirstOrDefault();

    private static async Task<ModelFacts> LlamaCppAsync(Asking asking)
    {
        var listed = await asking.GetAsync(asking.Server.At("models"));
        var meta = listed?.List("data")?.FirstOrDefault().Object("meta");
        var parameters = meta?.Number("n_params");
        var props = await asking.GetAsync(asking.Server.AtRoot("props"));
        return new ModelFacts
        {
            LongestWindow = (int?)meta?.Number("n_ctx_train"),
            Window = (int?)props?.Object("default_generation_settings")?.Number("n_ctx"),
            Slots = (int?)props?.Number("total_slots"),
            SaysSlots = props?.Number("total_slots") is not null,
            CallsTools = props?.Text("chat_template") is { } template
                ? template.Contains("tools", StringComparison.Ordinal)
                : null,
            Size = parameters is { } count ? string.Create(CultureInfo.InvariantCulture, $"{count / 1e9:0.#}B") : null,
        };
    }

    private static async Task<ModelFacts> LmStudioAsync(Asking asking, string model)
    {
        var root = await asking.GetAsync(asking.Server.AtRoot("api/v0/models"));
        return
            root?.List("data")?.FirstOrDefault(one => one.Text("id") == model)
                is { ValueKind: JsonValueKind.Object } entry
            ? new ModelFacts
            {
                Window = (int?)(entry.Number("loaded_context_length") ?? entry.Number("max_context_length")),
                LongestWindow = (int?)entry.Number("max_context_length"),
                CallsTools = entry.List("capabilities") is { } able
                    ? able.Any(static one => one.ValueEquals("tool_use"))
                    : null,
                Size = Joined(entry.Text("arch"), entry.Text("quantization")),
                Slots = 1,
            }
            : await ListedAsync(asking, model);
    }

    /// <summary>What stands in the entry of <c>/v1/models</c>: vLLM, OpenRouter, Groq and Mistral each have a word for it.</summary>
    private static async Task<ModelFacts> ListedAsync(Asking asking, string model)
    {
        var root = await asking.GetAsync(asking.Server.At("models"));
        var entry = root?.List("data")?.FirstOrDefault(one => one.Text("id") == model) ?? default;
        int? window = null;
        foreach (var name in (string[])["max_model_len", "context_length", "context_window", "max_context_length"])
            window ??= (int?)entry.Number(name);
        return new ModelFacts { Window = window };
    }

    private static string? Joined(string? first, string? second) =>
        string.Join(' ', new[] { first, second }.Where(static part => !string.IsNullOrEmpty(part)))
            is { Length: > 0 } text
            ? text
            : null;

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text)}\"";

    private sealed class Asking(HttpMessageInvoker http, ModelServer server, CancellationToken stop)
    {
        private const int Most = 4 << 20;

        public ModelServer Server => server;

        public Task<JsonElement?> GetAsync(Uri address) => SendAsync(HttpMethod.Get, address, content: null);

        public Task<JsonElement?> PostAsync(string path, string json) =>
            SendAsync(HttpMethod.Post, server.AtRoot(path), new StringContent(json, Encoding.UTF8, "application/json"));

        private async Task<JsonElement?> SendAsync(HttpMethod method, Uri address, HttpContent? content)
        {
            using var message = ModelHttp.Request(method, server, address);
            message.Content = content;
            using var response = await http.SendAsync(message, stop);
            if (!response.IsSuccessStatusCode)
                return null;
            await using var body = await ModelHttp.BodyAsync(response, stop);
            using var json = JsonDocument.Parse(await ModelHttp.ReadAsync(body, Most, stop));
            return json.RootElement.Clone();
        }
    }
}

/// <summary>Reads what may be there or not.</summary>
internal static class ServerJson
{
    public static JsonElement? Object(this JsonElement parent, string name) =>
        Value(parent, name) is { ValueKind: JsonValueKind.Object } value ? value : null;

    public static IEnumerable<JsonElement>? List(this JsonElement parent, string name) =>
        Value(parent, name) is { ValueKind: JsonValueKind.Array } value ? value.EnumerateArray() : null;

    public static string? Text(this JsonElement parent, string name) =>
        Value(parent, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public static double? Number(this JsonElement parent, string name) =>
        Value(parent, name) is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : null;

    public static int? Whole(this JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;

    private static JsonElement? Value(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) ? value : null;
}
