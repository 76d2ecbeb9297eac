namespace Pedrocode.FakeModel;

/// <summary>Where the packets of a dripping server end.</summary>
public enum Drip
{
    /// <summary>With the chunks of the reply.</summary>
    None,

    /// <summary>After 7, 13, 3, 1 and 64 bytes, whatever they are.</summary>
    OddSizes,

    /// <summary>Before and behind each line feed: between CR and LF, between the two of a blank line, inside the head of a chunk.</summary>
    LineEnds,

    /// <summary>Inside each character of more than one byte, byte by byte.</summary>
    Characters,

    /// <summary>Behind each backslash, and three bytes later: inside of <c>\u00e9</c>.</summary>
    Escapes,
}

internal sealed class Drops(Drip drip)
{
    private static readonly int[] OddSizes = [7, 13, 3, 1, 64];

    private int _count;
    private bool _behindBackslash;

    /// <summary>How many of these bytes go into the next packet; at least one.</summary>
    public int Next(ReadOnlySpan<byte> bytes)
    {
        var length = drip switch
        {
            Drip.OddSizes => OddSizes[_count++ % OddSizes.Length],
            Drip.LineEnds => Until(bytes.IndexOf((byte)'\n')),
            Drip.Characters => Until(bytes.IndexOfAnyInRange((byte)0x80, (byte)0xFF)),
            Drip.Escapes => _behindBackslash ? 3 : Until(bytes.IndexOf((byte)'\\')),
            _ => bytes.Length,
        };
        length = length < 0 ? bytes.Length : Math.Min(length, bytes.Length);
        _behindBackslash = !_behindBackslash && bytes[length - 1] == '\\';
        return length;

        static int Until(int at) => at == 0 ? 1 : at;
    }
}
