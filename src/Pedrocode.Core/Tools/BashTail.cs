namespace Pedrocode.Core.Tools;

/// <summary>The last bytes of a stream, however long it gets.</summary>
internal sealed class BashTail(int capacity)
{
    private readonly byte[] ring = new byte[capacity];
    private int next;

    public int Length { get; private set; }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= capacity)
        {
            bytes[^capacity..].CopyTo(ring);
            (next, Length) = (0, capacity);
            return;
        }
        var first = Math.Min(bytes.Length, capacity - next);
        bytes[..first].CopyTo(ring.AsSpan(next));
        bytes[first..].CopyTo(ring);
        next = (next + bytes.Length) % capacity;
        Length = Math.Min(capacity, Length + bytes.Length);
    }

    public byte[] ToArray() => Length < capacity ? ring[..Length] : [.. ring[next..], .. ring[..next]];

    public void Clear() => (next, Length) = (0, 0);
}
