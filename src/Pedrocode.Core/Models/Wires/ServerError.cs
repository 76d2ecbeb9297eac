using System.Net.Http;
using System.Text.Json;

namespace Pedrocode.Core.Models.Wires;

/// <summary>What an error of a server means: by its status, by its words, and by the shapes servers wrap them in.</summary>
internal static class ServerError
{
    private static readonly string[] OverflowWords =
    [
        "context length",
        "context_length",
        "context window",
        "context size",
        "exceed_context",
        "maximum context",
        "model's context",
        "context the overflows",
        "context overflow",
        "prompt is too long",
        "prompt too long",
        "input is too long",
        "input length",
        "too many tokens",
        "too many input tokens",
        "maximum prompt length",
        "max_model_len",
        "reduce the length",
        "input token count",
        "exceeds the maximum number of tokens",
        "token limit exceeded",
    ];

    /// <summary>Ollama, llama.cpp without <c>--jinja</c> (with status 500), vLLM without a parser, hosted servers.</summary>
    private static readonly string[] NoToolsWords =
    [
        "does not support tool",
        "does not support function calling",
        "tools param requires --jinja",
        "unsupported param: tools",
        "requires --enable-auto-tool-choice",
        "that support tool use",
        "tools are not supported",
        "tools is not supported",
        "tool calling is not supported",
        "tool use is not supported",
        "function calling is not supported",
    ];

    public static WireFailure OfStatus(int status, string words, string model, TimeSpan? retryAfter)
    {
        var said = words.Length > 0 ? $"{status}: {words}" : $"status {status}";
        if (status != 429 && (status == 413 || IsOverflow(words)))
            return Overflow(said, model);
        if (IsNoTools(words))
            return NoTools(said);
        return status switch
        {
            429 => new WireFailure(ModelFault.Failed, said)
            {
                Attempts = Retries.Most,
                FirstWait = TimeSpan.FromSeconds(2),
                RetryAfter = retryAfter,
                Advice = "The server limits how much it answers: wait, or use another model",
            },
            503 when words.Contains("loading", StringComparison.OrdinalIgnoreCase) => new WireFailure(
                ModelFault.Failed,
                said
            )
            {
                // A local server reads a large model for minutes.
                Attempts = 10,
                FirstWait = TimeSpan.FromSeconds(1),
            },
            408 or >= 500 => new WireFailure(ModelFault.Failed, said)
            {
                Attempts = Retries.Most,
                RetryAfter = retryAfter,
            },
            401 or 403 => Refused(said, "Check model.api_key_env or PEDROCODE_API_KEY"),
            404
                when words.EndsWith("not found", StringComparison.Ordinal)
                    && words.StartsWith("model ", StringComparison.Ordinal) => Refused(
                said,
                $"The server does not have that model; where it is Ollama: ollama pull {ServerWords.Clean(model)}"
            ),
            404 => Refused(
                said,
                $"Check model.server_url, and that the server has the model {ServerWords.Clean(model)}"
            ),
            402 => Refused(said, "Check the account of that key"),
            _ => Refused(
                said,
                "The server does not accept the request; see whether it supports tool calls for this model"
            ),
        };
    }

    /// <summary>An error in the stream, or instead of a reply with status 200.</summary>
    public static WireFailure OfJson(JsonElement error, string model, string? key)
    {
        var words = ServerWords.Clean(ServerWords.WithoutKey(MessageOf(error) ?? error.GetRawText(), key));
        if (StatusOf(error) is { } status and >= 400 and <= 599)
            return OfStatus(status, words, model, retryAfter: null);
        return IsOverflow(words) ? Overflow(words, model)
            : IsNoTools(words) ? NoTools(words)
            : WireFailure.Passing($"reports an error: {words}");
    }

    /// <summary>The same, for bytes that may be no JSON.</summary>
    public static WireFailure OfBytes(ReadOnlySpan<byte> said, string model, string? key)
    {
        try
        {
            var reader = new Utf8JsonReader(JsonText.Sound(said));
            using var error = JsonDocument.ParseValue(ref reader);
            return OfJson(error.RootElement, model, key);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return WireFailure.Passing($"reports an error: {ServerWords.Of(said, key)}");
        }
    }

    public static WireFailure NoReply(ReadOnlySpan<byte> json, string? key) =>
        WireFailure.NotUnderstood(
            $"answers without a reply in it: {ServerWords.Of(json[..Math.Min(json.Length, 1000)], key)}"
        );

    public static WireFailure Redirect(Uri? target) =>
        Refused(
            target is null
                ? "answers with a redirect"
                : $"answers with a redirect to {ServerWords.Clean(Plain(target))}",
            "Set model.server_url to the address that answers itself"
        );

    public static TimeSpan? RetryAfter(HttpResponseMessage response, DateTimeOffset now)
    {
        if (
            response.Headers.TryGetValues("retry-after-ms", out var values)
            && double.TryParse(values.First(), out var milliseconds)
            && milliseconds is >= 0 and < 1e9
        )
            return TimeSpan.FromMilliseconds(milliseconds);
        var asked = response.Headers.RetryAfter;
        var wait = asked?.Delta ?? (asked?.Date - now);
        return wait is null || wait >= TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    /// <summary>The words inside <c>{"error":{"message":…}}</c>, <c>{"error":"…"}</c>, <c>{"message":…}</c>, <c>{"detail":…}</c>.</summary>
    public static string? MessageOf(JsonElement error)
    {
        switch (error.ValueKind)
        {
            case JsonValueKind.String:
                return error.GetString();
            case JsonValueKind.Array when error.GetArrayLength() > 0:
                return MessageOf(error[0]);
            case JsonValueKind.Object:
                foreach (var name in (ReadOnlySpan<string>)["error", "message", "msg", "detail", "errors"])
                    if (error.TryGetProperty(name, out var inner) && MessageOf(inner) is { Length: > 0 } message)
                        return message;
                return null;
            default:
                return null;
        }
    }

    private static WireFailure Overflow(string said, string model) =>
        new(ModelFault.ContextOverflow, said)
        {
            Advice =
                $"The request does not fit the context of {ServerWords.Clean(model)}: raise it on the server, or give the job less to read",
        };

    private static WireFailure NoTools(string said) =>
        new(ModelFault.NoTools, said) { Advice = "Start it so that it takes tools, or use another model" };

    private static WireFailure Refused(string said, string advice) => new(ModelFault.Refused, said) { Advice = advice };

    private static bool IsOverflow(string words) =>
        Array.Exists(OverflowWords, word => words.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static bool IsNoTools(string words) =>
        Array.Exists(NoToolsWords, word => words.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static int? StatusOf(JsonElement error)
    {
        if (error.ValueKind != JsonValueKind.Object)
            return null;
        if (error.TryGetProperty("error", out var inner) && inner.ValueKind == JsonValueKind.Object)
            return StatusOf(inner);
        foreach (var name in (ReadOnlySpan<string>)["code", "status", "status_code"])
            if (error.TryGetProperty(name, out var code))
            {
                if (code.ValueKind == JsonValueKind.Number && code.TryGetInt32(out var number))
                    return number;
                if (code.ValueKind == JsonValueKind.String && int.TryParse(code.GetString(), out number))
                    return number;
            }
        var type =
            error.TryGetProperty("type", out var value) && value.ValueKind == JsonValueKind.String
                ? value.GetString()
                : "";
        return type switch
        {
            "invalid_request_error" or "BadRequestError" => 400,
            "authentication_error" => 401,
            "permission_error" => 403,
            "request_too_large" => 413,
            "api_error" => 500,
            "overloaded_error" => 529,
            "not_found_error" => 404,
            "rate_limit_error" or "rate_limit_exceeded" => 429,
            _ => null,
        };
    }

    private static string Plain(Uri target) =>
        target.IsAbsoluteUri
            ? target.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)
            : target.OriginalString;
}
