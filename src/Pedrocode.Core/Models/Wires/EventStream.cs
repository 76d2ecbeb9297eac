namespace Pedrocode.Core.Models.Wires;

/// <summary>
/// Stands between a server's bytes and <see cref="System.Net.ServerSentEvents.SseParser"/>, which buffers a line of any
/// length, drops a last event that no blank line follows, and drops fields it does not know. So: lines and the whole have
/// limits, the end gets its blank line, and <c>error:</c>, which llama.cpp sends, reads <c>data: </c>.
/// </summary>
internal sealed class EventStream(Stream inner, EventLimits limits) : Stream
{
    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _start;

    /// <summary>Up to here the buffer may be handed out; beyond may be the beginning of <c>error:</c>.</summary>
    private int _ready;
    private int _end;
    private long _line;
    private long _total;
    private bool _ended;

    private static ReadOnlySpan<byte> Error => "error:"u8;

    /// <summary>The first byte that is no white space, not consumed; null where there is none.</summary>
    public async ValueTask<byte?> PeekAsync(CancellationToken stop)
    {
        while (true)
        {
            var at = _buffer.AsSpan(_start, _ready - _start).IndexOfAnyExcept(" \t\r\n"u8);
            if (at >= 0)
                return _buffer[_start + at];
            _start = _ready;
            if (_ended || !await FillAsync(stop))
                return null;
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_start == _ready)
            if (_ended || !await FillAsync(cancellationToken))
                return 0;
        var count = Math.Min(buffer.Length, _ready - _start);
        _buffer.AsMemory(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    /// <summary>False where nothing more comes.</summary>
    private async ValueTask<bool> FillAsync(CancellationToken stop)
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _ready -= _start;
        _start = 0;
        var read = await inner.ReadAsync(_buffer.AsMemory(_end, _buffer.Length - _end - 2), stop);
        if (read == 0)
        {
            _ended = true;
            "\n\n"u8.CopyTo(_buffer.AsSpan(_end));
            _ready = _end += 2;
            return true;
        }
        _total += read;
        if (_total > limits.Total)
            throw WireFailure.NotUnderstood($"sent more than {limits.Total >> 20} MB without an end");
        _end += read;
        Release();
        return true;
    }

    private void Release()
    {
        while (_ready < _end)
        {
            var rest = _buffer.AsSpan(_ready, _end - _ready);
            if (_line == 0 && rest.Length < Error.Length && Error.StartsWith(rest))
                return;
            if (_line == 0 && rest.StartsWith(Error))
                "data: "u8.CopyTo(rest);
            var end = rest.IndexOfAny((byte)'\n', (byte)'\r');
            _line = end < 0 ? _line + rest.Length : 0;
            if (_line > limits.Line)
                throw WireFailure.NotUnderstood($"sent a line of more than {limits.Line >> 20} MB");
            _ready += end < 0 ? rest.Length : end + 1;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("only asynchronous");

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

/// <param name="Line">Bytes.</param>
/// <param name="Total">Bytes on the wire: some hundred for each token.</param>
internal sealed record EventLimits(long Line, long Total)
{
    public static readonly EventLimits Default = new(Line: 4 << 20, Total: 256 << 20);
}
