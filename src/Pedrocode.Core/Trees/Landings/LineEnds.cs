namespace Pedrocode.Core.Trees.Landings;

/// <summary>
/// How the lines of a text end. A checkout may have turned <c>\n</c> into <c>\r\n</c>, or not; what the user has decides.
/// </summary>
internal enum LineEnds
{
    None,
    Lf,
    CrLf,
    Mixed,
}

internal static class LineEndsOf
{
    public static LineEnds Text(ReadOnlySpan<byte> text)
    {
        var lines = text.Count((byte)'\n');
        var windows = text.Count("\r\n"u8);
        return lines == 0 ? LineEnds.None
            : windows == lines ? LineEnds.CrLf
            : windows == 0 ? LineEnds.Lf
            : LineEnds.Mixed;
    }

    /// <summary>Both sides of a change with the line ends that the user's file has, where theirs are all of the other kind.</summary>
    public static (byte[] Before, byte[] After) Alike(byte[] before, byte[] ours, byte[] after)
    {
        var ends = Text(ours);
        var other = ends == LineEnds.CrLf ? LineEnds.Lf : LineEnds.CrLf;
        return
            ends is LineEnds.CrLf or LineEnds.Lf
            && Text(before) == other
            && (Text(after) == other || Text(after) == LineEnds.None)
            ? (With(before, ends), With(after, ends))
            : (before, after);
    }

    /// <summary>The text, whose lines all end the other way, with these ends.</summary>
    private static byte[] With(byte[] text, LineEnds ends)
    {
        var output = new MemoryStream(text.Length + 64);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '\n' && ends == LineEnds.CrLf)
            {
                output.WriteByte((byte)'\r');
            }
            if (text[at] == '\r' && ends == LineEnds.Lf && at + 1 < text.Length && text[at + 1] == '\n')
            {
                continue;
            }
            output.WriteByte(text[at]);
        }
        return output.ToArray();
    }
}
