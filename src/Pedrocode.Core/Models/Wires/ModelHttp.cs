using System.IO.Compression;
using System.Net;
using System.Net.Http;
using System.Text;

namespace Pedrocode.Core.Models.Wires;

/// <summary>HTTP as model servers need it: nothing followed, nothing remembered, nothing asked for that costs time at the start.</summary>
internal static class ModelHttp
{
    public static HttpMessageInvoker Create(bool loopback) =>
        new(
            new SocketsHttpHandler
            {
                // A redirect could carry the key to another host.
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = !loopback,
                AutomaticDecompression = DecompressionMethods.None,
                ActivityHeadersPropagator = null,
                ConnectTimeout = TimeSpan.FromSeconds(10),
            },
            disposeHandler: true
        );

    public static HttpRequestMessage Request(HttpMethod method, ModelServer server, string path) =>
        Request(method, server, server.At(path));

    public static HttpRequestMessage Request(HttpMethod method, ModelServer server, Uri address)
    {
        var request = new HttpRequestMessage(method, address) { Version = HttpVersion.Version11 };
        request.Headers.TryAddWithoutValidation("User-Agent", "pedrocode");
        if (server.Kind == ServerKind.Anthropic)
            request.Headers.TryAddWithoutValidation("anthropic-version", "2023-06-01");
        if (server.ApiKey is not { } key)
        {
            if (server.BaseUrl.UserInfo is { Length: > 0 } user)
                request.Headers.TryAddWithoutValidation(
                    "Authorization",
                    $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(user)))}"
                );
            return request;
        }
        if (key.AsSpan().ContainsAnyExceptInRange('!', '~'))
            throw new WireFailure(ModelFault.Refused, "the key contains characters that cannot be sent")
            {
                Advice = "Check model.api_key_env or PEDROCODE_API_KEY",
            };
        if (server.Kind == ServerKind.Anthropic)
            request.Headers.TryAddWithoutValidation("x-api-key", key);
        else
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
        return request;
    }

    /// <summary>The body, unpacked where a proxy packed it unasked; whoever reads it sets the limits.</summary>
    public static async Task<Stream> BodyAsync(HttpResponseMessage response, CancellationToken stop)
    {
        var body = await response.Content.ReadAsStreamAsync(stop);
        return response.Content.Headers.ContentEncoding.LastOrDefault()?.ToLowerInvariant() switch
        {
            null or "" or "identity" => body,
            "gzip" or "x-gzip" => new GZipStream(body, CompressionMode.Decompress),
            "deflate" => new ZLibStream(body, CompressionMode.Decompress),
            var other => throw WireFailure.NotUnderstood(
                $"sent data packed as {ServerWords.Clean(other)}, which nobody asked for"
            ),
        };
    }

    /// <summary>At most <paramref name="most"/> bytes of the body.</summary>
    public static async Task<byte[]> ReadAsync(Stream body, int most, CancellationToken stop)
    {
        var read = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int count;
        while (read.Length < most && (count = await body.ReadAsync(buffer, stop)) > 0)
            read.Write(buffer, 0, (int)Math.Min(count, most - read.Length));
        return read.ToArray();
    }
}
