using System.Net;
using System.Net.Sockets;

namespace Pedrocode.Core.Models;

/// <summary>Where a model is reached, and how long it is waited for.</summary>
/// <param name="BaseUrl">With its <c>/v1</c>, as <see cref="Parse"/> makes it.</param>
/// <param name="ApiKey">Sent as a bearer token; never shown.</param>
public sealed record ModelServer(Uri BaseUrl, string? ApiKey = null)
{
    public ServerKind Kind { get; init; }

    /// <summary>Null: 15 minutes for a near server, whose CPU may take minutes for a long prompt; else 120 s.</summary>
    public TimeSpan? FirstToken { get; init; }

    public TimeSpan BetweenTokens { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Send the model's reasoning back with its replies: some templates want it, strict servers refuse it.</summary>
    public bool ReturnsReasoning { get; init; }

    public TimeSpan FirstTokenLimit => FirstToken ?? (IsNear ? TimeSpan.FromMinutes(15) : TimeSpan.FromSeconds(120));

    /// <summary>For messages: the address without user, password, query.</summary>
    public string Address =>
        BaseUrl.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    /// <summary>
    /// Reads what people write: <c>localhost:11434</c>, <c>http://gpu:8000/</c>, <c>https://host/api/v1/chat/completions</c>.
    /// Without a path it gets the one its kind has: <c>/v1</c>, or none for Ollama.
    /// </summary>
    public static ModelServer Parse(string url, string? apiKey = null, ServerKind kind = ServerKind.OpenAi)
    {
        var text = url.Trim();
        if (!text.Contains("://", StringComparison.Ordinal))
            text = "http://" + text;
        if (
            !Uri.TryCreate(text, UriKind.Absolute, out var uri)
            || uri.Host.Length == 0
            || !(uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
        )
            throw new UserError("model.server_url is not an http address", "e.g. http://localhost:11434/v1");
        var key = string.IsNullOrWhiteSpace(apiKey) ? null : apiKey.Trim();
        return new ModelServer(new UriBuilder(uri) { Path = PathOf(uri.AbsolutePath, kind) }.Uri, key) { Kind = kind };
    }

    private static string PathOf(string path, ServerKind kind)
    {
        path = path.TrimEnd('/');
        string[] ends = kind == ServerKind.Ollama ? ["/api/chat", "/api", "/v1"] : ["/chat/completions", "/messages"];
        if (Array.Find(ends, end => path.EndsWith(end, StringComparison.Ordinal)) is { } surplus)
            path = path[..^surplus.Length];
        return path.Length > 0 || kind == ServerKind.Ollama ? path : "/v1";
    }

    /// <summary>An address below the server's root, whatever the path of its API.</summary>
    internal Uri AtRoot(string path) =>
        (
            BaseUrl.AbsolutePath.TrimEnd('/') is { } own && own.EndsWith("/v1", StringComparison.Ordinal)
                ? this with
                {
                    BaseUrl = new UriBuilder(BaseUrl) { Path = own[..^"/v1".Length] }.Uri,
                }
                : this
        ).At(path);

    internal Uri At(string path) =>
        new UriBuilder(BaseUrl)
        {
            Path = $"{BaseUrl.AbsolutePath.TrimEnd('/')}/{path}",
            UserName = "",
            Password = "",
        }.Uri;

    internal bool IsLoopback => BaseUrl.IsLoopback;

    /// <summary>On this machine or in a network of its own.</summary>
    public bool IsNear => IsNearHost(BaseUrl.Host);

    /// <summary>On this machine or in a network of its own. Names are judged by their look: nothing is resolved.</summary>
    internal static bool IsNearHost(string host)
    {
        if (!IPAddress.TryParse(host.Trim('[', ']'), out var address))
            return !host.Contains('.')
                || new[] { ".local", ".localhost", ".lan", ".internal", ".home", ".home.arpa" }.Any(end =>
                    host.EndsWith(end, StringComparison.OrdinalIgnoreCase)
                );
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (IPAddress.IsLoopback(address))
            return true;
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
            return address.IsIPv6LinkLocal || address.IsIPv6UniqueLocal;
        return address.GetAddressBytes()
            is [10, ..]
                or [192, 168, ..]
                or [172, >= 16 and <= 31, ..]
                or [169, 254, ..]
                or [100, >= 64 and <= 127, ..];
    }
}
