using System.Buffers;
using System.Text;

namespace Pedrocode.Core.Tools;

/// <summary>The first 8 KB of an output, by which it is text or binary. Names between NULs (<c>find -print0</c>) and old encodings are text.</summary>
internal sealed class BashSample
{
    private const int Size = 8 * 1024;

    // What no text holds: control characters but those of layout and terminals (BEL to CR, ESC).
    private static readonly SearchValues<byte> NeverInText = SearchValues.Create([
        .. Enumerable.Range(1, 6).Select(static b => (byte)b),
        .. Enumerable.Range(0x0E, 0x1B - 0x0E).Select(static b => (byte)b),
        .. Enumerable.Range(0x1C, 0x20 - 0x1C).Select(static b => (byte)b),
    ]);

    private readonly byte[] bytes = new byte[Size];
    private int length;
    private int judged;
    private bool binary;

    public void Add(ReadOnlySpan<byte> piece)
    {
        piece = piece[..Math.Min(piece.Length, Size - length)];
        piece.CopyTo(bytes.AsSpan(length));
        length += piece.Length;
    }

    /// <summary>By what came so far, looked at again whenever that has doubled.</summary>
    public bool LooksBinary() => binary || (length >= judged * 2 && IsBinary());

    /// <summary>By all that came.</summary>
    public bool IsBinary()
    {
        if (!binary && length > judged)
        {
            judged = length;
            binary = Judge(bytes.AsSpan(0, length));
        }
        return binary;
    }

    private static bool Judge(ReadOnlySpan<byte> sample)
    {
        var zeros = sample.Count((byte)0);
        var wrong = WrongBytes(sample);
        return zeros * 5 > sample.Length * 2
            || wrong * 10 > sample.Length * 3
            || (zeros > 0 && (wrong > 3 || sample.IndexOfAny(NeverInText) >= 0));
    }

    // Bytes that are no UTF-8, not counting a character that is cut at the end.
    private static int WrongBytes(ReadOnlySpan<byte> sample)
    {
        var wrong = 0;
        while (!sample.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(sample, out _, out var count);
            wrong += status == OperationStatus.InvalidData ? count : 0;
            sample = sample[count..];
        }
        return wrong;
    }
}
