using System.Buffers;

namespace Pedrocode.Core.Models.Wires;

/// <summary>The lines of a stream, without the empty ones; the stream sets the limits.</summary>
internal sealed class LineReader(Stream stream)
{
    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;

    /// <summary>Null at the end. Valid until the next call.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> NextAsync(CancellationToken stop)
    {
        _line.ResetWrittenCount();
        while (true)
        {
            var at = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            var length = at < 0 ? _end - _start : at;
            _line.Write(_buffer.AsSpan(_start, length));
            _start += at < 0 ? length : length + 1;
            if (at >= 0 && _line.WrittenSpan.ContainsAnyExcept(" \t\r"u8))
                return _line.WrittenMemory;
            if (at >= 0)
            {
                _line.ResetWrittenCount();
                continue;
            }
            (_start, _end) = (0, await stream.ReadAsync(_buffer, stop));
            if (_end == 0)
                return _line.WrittenCount > 0 ? _line.WrittenMemory : default(ReadOnlyMemory<byte>?);
        }
    }
}
