namespace Pedrocode.Cli.Terminals;

/// <summary>Text with a gap at the place of the last edit, so that typing costs the same in a long text as in a short one.</summary>
internal sealed class GapText
{
    private char[] chars = new char[64];
    private int gapStart;
    private int gapEnd = 64;

    public int Length => chars.Length - (gapEnd - gapStart);

    public char this[int at] => chars[at < gapStart ? at : at + gapEnd - gapStart];

    /// <summary>The text up to a place, after moving the gap there; valid until the next edit.</summary>
    public ReadOnlySpan<char> Before(int at)
    {
        MoveGap(at);
        return chars.AsSpan(0, at);
    }

    /// <summary>The text from a place on, after moving the gap there; valid until the next edit.</summary>
    public ReadOnlySpan<char> After(int at)
    {
        MoveGap(at);
        return chars.AsSpan(gapEnd);
    }

    public string Slice(int start, int end) =>
        string.Create(
            end - start,
            (this, start),
            static (into, from) =>
            {
                var (text, start) = from;
                var low = Math.Clamp(text.gapStart - start, 0, into.Length);
                text.chars.AsSpan(start, low).CopyTo(into);
                var gap = text.gapEnd - text.gapStart;
                text.chars.AsSpan(start + low + gap, into.Length - low).CopyTo(into[low..]);
            }
        );

    public void Replace(int start, int end, ReadOnlySpan<char> with)
    {
        MoveGap(start);
        gapEnd += end - start;
        if (gapEnd - gapStart < with.Length)
        {
            Grow(with.Length);
        }
        with.CopyTo(chars.AsSpan(gapStart));
        gapStart += with.Length;
    }

    public override string ToString() => Slice(0, Length);

    private void MoveGap(int at)
    {
        if (at < gapStart)
        {
            var moved = gapStart - at;
            chars.AsSpan(at, moved).CopyTo(chars.AsSpan(gapEnd - moved));
            (gapStart, gapEnd) = (at, gapEnd - moved);
        }
        else if (at > gapStart)
        {
            var moved = at - gapStart;
            chars.AsSpan(gapEnd, moved).CopyTo(chars.AsSpan(gapStart));
            (gapStart, gapEnd) = (at, gapEnd + moved);
        }
    }

    private void Grow(int needed)
    {
        var larger = new char[Math.Max(chars.Length * 2, Length + needed + 64)];
        chars.AsSpan(0, gapStart).CopyTo(larger);
        var tail = chars.AsSpan(gapEnd);
        tail.CopyTo(larger.AsSpan(larger.Length - tail.Length));
        gapEnd = larger.Length - tail.Length;
        chars = larger;
    }
}
