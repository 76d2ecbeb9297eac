using System.Net.Http;
using System.Text.Json;

namespace Pedrocode.Core.Models.Wires;

/// <summary>One attempt has failed. The message says what happened, without the address.</summary>
internal sealed class WireFailure(ModelFault fault, string what, Exception? inner = null) : Exception(what, inner)
{
    public ModelFault Fault { get; } = fault;

    /// <summary>How often the same may be tried in all; 1: never again.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>The first wait before another attempt; it doubles with each.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>What the server asked for.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What the user can do about it.</summary>
    public string Advice { get; init; } = "Look at the server's log";

    public static WireFailure Passing(string what, Exception? inner = null) =>
        new(ModelFault.Failed, what, inner) { Attempts = Retries.Most };

    public static WireFailure NotUnderstood(string what, Exception? inner = null) =>
        new(ModelFault.NotUnderstood, what, inner) { Advice = WrongAddress };

    public static WireFailure Silent(TimeSpan limit) =>
        new(ModelFault.Failed, $"silent for {Seconds(limit)}")
        {
            Attempts = 2,
            Advice =
                "See whether the server still works on it; model.first_token_seconds sets how long the first token may take",
        };

    /// <summary>What any exception of the network or of a parser means; null where it is a fault of ours.</summary>
    public static WireFailure? Of(Exception exception) =>
        exception switch
        {
            WireFailure failure => failure,
            HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } e => Unreachable(
                "no such host",
                e
            ),
            HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } e => Unreachable(
                "no connection",
                e
            ),
            HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } e => Unreachable(
                "the proxy refuses",
                e
            ),
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } e => Unreachable(
                "no secure connection (TLS)",
                e
            ),
            HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } e => NotUnderstood(
                "what answers does not speak HTTP",
                e
            ),
            OperationCanceledException { InnerException: TimeoutException } e => Unreachable(
                "no connection in 10 s",
                e
            ),
            HttpRequestException or IOException => Passing("the connection broke", exception),
            JsonException or InvalidDataException => new WireFailure(
                ModelFault.NotUnderstood,
                "sent broken data",
                exception
            )
            {
                Attempts = Retries.Most,
            },
            _ => null,
        };

    public ModelException ForUser(ModelServer server, int attempts)
    {
        var advice = server.Kind switch
        {
            ServerKind.Ollama when Advice == WrongAddress => "Check model.server_url: it must name an Ollama server",
            ServerKind.Anthropic when Advice == WrongAddress =>
                "Check model.server_url: it must name the Messages API, most often ending in /v1",
            _ => Advice,
        };
        var times = attempts > 1 ? $" ({attempts} attempts)" : "";
        return new ModelException(Fault, $"{server.Address}: {Message}{times}. {advice}.", InnerException);
    }

    private const string WrongAddress =
        "Check model.server_url: it must name an OpenAI-compatible API, most often ending in /v1";

    private static WireFailure Unreachable(string what, Exception inner) =>
        new(ModelFault.Unreachable, what, inner)
        {
            Attempts = Retries.Most,
            Advice = "Start the model server, or set model.server_url",
        };

    private static string Seconds(TimeSpan time) =>
        time.TotalSeconds >= 180 ? $"{time.TotalMinutes:0} minutes" : $"{time.TotalSeconds:0.#} s";
}
