using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Pedrocode.FakeModel;

internal sealed record HttpRequest(
    string Method,
    string Path,
    IReadOnlyDictionary<string, string> Headers,
    byte[] Body
);

/// <summary>One connection of HTTP/1.1, written by hand so that it can break every rule.</summary>
internal sealed class HttpConnection(Socket socket) : IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private byte[] _received = new byte[16 * 1024];
    private int _start;
    private int _end;
    private readonly MemoryStream _chunk = new();
    private Task? _watch;

    public bool IsOpen { get; private set; } = true;

    /// <summary>Every byte in a packet of its own.</summary>
    public bool ByteByByte { get; set; }

    public Drip Drip { get; set; }

    /// <summary>Cancelled when the client hangs up while it is waited for. Asking starts the watch.</summary>
    public CancellationToken Gone
    {
        get
        {
            _watch ??= WatchAsync();
            return _gone.Token;
        }
    }

    /// <summary>The next request; null where the client has closed the connection.</summary>
    public async Task<HttpRequest?> ReadAsync()
    {
        int head;
        while ((head = _received.AsSpan(_start, _end - _start).IndexOf("\r\n\r\n"u8)) < 0)
            if (!await FillAsync())
                return null;
        var lines = Encoding.Latin1.GetString(_received, _start, head).Split("\r\n");
        _start += head + 4;
        var headers = lines
            .Skip(1)
            .Select(line => line.Split(':', 2))
            .ToDictionary(pair => pair[0].Trim(), pair => pair[^1].Trim(), StringComparer.OrdinalIgnoreCase);
        var first = lines[0].Split(' ');
        var body = headers.ContainsKey("Transfer-Encoding")
            ? await ReadChunksAsync()
            : await ReadExactlyAsync(headers.TryGetValue("Content-Length", out var length) ? int.Parse(length) : 0);
        return body is null ? null : new HttpRequest(first[0], first[1], headers, body);
    }

    public Task RespondAsync(
        int status,
        string body,
        string contentType = "application/json",
        IReadOnlyDictionary<string, string>? headers = null
    )
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var head = Head(status, contentType, headers) + $"Content-Length: {bytes.Length}\r\n\r\n";
        return SendAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. bytes]);
    }

    public Task BeginChunksAsync(string contentType, IReadOnlyDictionary<string, string>? headers = null) =>
        SendAsync(Encoding.ASCII.GetBytes(Head(200, contentType, headers) + "Transfer-Encoding: chunked\r\n\r\n"));

    public void Add(ReadOnlySpan<byte> bytes) => _chunk.Write(bytes);

    public int Waiting => (int)_chunk.Length;

    /// <summary>Sends what was added as one chunk.</summary>
    public async Task FlushAsync()
    {
        if (_chunk.Length == 0)
            return;
        var size = Encoding.ASCII.GetBytes(_chunk.Length.ToString("x") + "\r\n");
        await SendAsync((byte[])[.. size, .. _chunk.GetBuffer().AsSpan(0, (int)_chunk.Length), .. "\r\n"u8]);
        _chunk.SetLength(0);
    }

    public async Task EndChunksAsync()
    {
        await FlushAsync();
        await SendAsync("0\r\n\r\n"u8.ToArray());
    }

    public void Reset()
    {
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        Dispose();
    }

    public void Dispose()
    {
        IsOpen = false;
        socket.Dispose();
    }

    private static string Head(int status, string contentType, IReadOnlyDictionary<string, string>? headers)
    {
        var head = new StringBuilder($"HTTP/1.1 {status} Fake\r\nContent-Type: {contentType}\r\n");
        foreach (var (name, value) in headers ?? new Dictionary<string, string>())
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        return head.ToString();
    }

    private async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        if (Drip != Drip.None)
        {
            await DripAsync(bytes);
            return;
        }
        var step = ByteByByte ? 1 : bytes.Length;
        while (bytes.Length > 0)
            bytes = bytes[await socket.SendAsync(bytes[..Math.Min(step, bytes.Length)], SocketFlags.None)..];
    }

    private async Task DripAsync(ReadOnlyMemory<byte> bytes)
    {
        var drops = new Drops(Drip);
        while (bytes.Length > 0)
        {
            var sent = drops.Next(bytes.Span);
            for (var rest = bytes[..sent]; rest.Length > 0; )
                rest = rest[await socket.SendAsync(rest, SocketFlags.None)..];
            bytes = bytes[sent..];
            // So that what comes next is read by itself.
            await Task.Delay(1);
        }
    }

    private async Task WatchAsync()
    {
        try
        {
            if (await socket.ReceiveAsync(new byte[1], SocketFlags.Peek) > 0)
                return;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException) { }
        await _gone.CancelAsync();
    }

    private async Task<bool> FillAsync()
    {
        if (_start > 0)
            _received.AsSpan(_start, _end - _start).CopyTo(_received);
        _end -= _start;
        _start = 0;
        if (_end == _received.Length)
            Array.Resize(ref _received, _received.Length * 2);
        var read = await socket.ReceiveAsync(_received.AsMemory(_end), SocketFlags.None);
        _end += read;
        return read > 0;
    }

    private async Task<byte[]?> ReadExactlyAsync(int length)
    {
        while (_end - _start < length)
            if (!await FillAsync())
                return null;
        _start += length;
        return _received.AsSpan(_start - length, length).ToArray();
    }

    private async Task<byte[]?> ReadChunksAsync()
    {
        var body = new MemoryStream();
        while (true)
        {
            int line;
            while ((line = _received.AsSpan(_start, _end - _start).IndexOf("\r\n"u8)) < 0)
                if (!await FillAsync())
                    return null;
            var size = int.Parse(Encoding.ASCII.GetString(_received, _start, line), NumberStyles.HexNumber);
            _start += line + 2;
            if (await ReadExactlyAsync(size + 2) is not { } chunk)
                return null;
            if (size == 0)
                return body.ToArray();
            body.Write(chunk, 0, size);
        }
    }
}
