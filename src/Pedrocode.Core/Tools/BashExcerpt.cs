using System.Globalization;
using System.Text;

namespace Pedrocode.Core.Tools;

/// <summary>Head and tail of an output: what the model gets to read of it. Whole where it fits.</summary>
internal sealed class BashExcerpt
{
    private const int HeadSize = 6 * 1024;
    private const int TailSize = 10 * 1024;

    /// <summary>An output up to this many bytes is whole.</summary>
    public const int Size = HeadSize + TailSize;

    private readonly byte[] head = new byte[HeadSize];
    private readonly BashTail tail = new(TailSize);
    private int headLength;
    private long skipped;

    /// <summary>All bytes that came, also those that are left out.</summary>
    public long Length { get; private set; }

    public bool IsWhole => skipped == 0 && Length <= Size;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        Length += bytes.Length;
        var first = Math.Min(bytes.Length, HeadSize - headLength);
        bytes[..first].CopyTo(head.AsSpan(headLength));
        headLength += first;
        tail.Add(bytes[first..]);
    }

    /// <summary>Bytes that came and were not kept, nor was what stood before them but for the head.</summary>
    public void Skip(long count)
    {
        Length += count;
        skipped += count;
        tail.Clear();
    }

    /// <summary>While nothing is left out: everything so far.</summary>
    public byte[] Everything() => [.. head.AsSpan(0, headLength), .. tail.ToArray()];

    /// <summary>The text; in a long one <paramref name="where"/> says where the whole stands. Broken between lines where there are any.</summary>
    public string Text(string where)
    {
        if (IsWhole)
        {
            return Encoding.UTF8.GetString(Everything());
        }
        var front = UpToLastLine(head.AsSpan(0, headLength));
        var back = FromFirstLine(tail.ToArray());
        var between = string.Create(
            CultureInfo.InvariantCulture,
            $"[... {Length - front.Length - back.Length:N0} of {Length:N0} bytes left out; {where} ...]"
        );
        var text = Encoding.UTF8.GetString(front);
        return $"{text}{(text.EndsWith('\n') ? "" : "\n")}{between}\n{Encoding.UTF8.GetString(back)}";
    }

    private static ReadOnlySpan<byte> UpToLastLine(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.LastIndexOf((byte)'\n') + 1;
        if (end < bytes.Length / 2)
        {
            end = bytes.Length;
            while (end > 0 && (bytes[end - 1] & 0xC0) == 0x80)
            {
                end--;
            }
            end -= end > 0 && bytes[end - 1] >= 0xC0 ? 1 : 0;
        }
        return bytes[..end];
    }

    private static ReadOnlySpan<byte> FromFirstLine(ReadOnlySpan<byte> bytes)
    {
        var start = bytes.IndexOf((byte)'\n') + 1;
        if (start == 0 || start > bytes.Length / 2)
        {
            start = 0;
            while (start < bytes.Length && (bytes[start] & 0xC0) == 0x80)
            {
                start++;
            }
        }
        return bytes[start..];
    }
}
