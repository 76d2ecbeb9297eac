using System.Text;
using System.Text.Unicode;

namespace Pedrocode.Core.Tools;

/// <summary>How the bytes of a text file stand for characters.</summary>
public enum TextEncoding
{
    Utf8,

    Utf8WithMark,

    Utf16LittleEndian,

    Utf16BigEndian,

    /// <summary>UTF-8 with some bytes that are none: each stands in the text as the half character U+DC80 to U+DCFF.</summary>
    Utf8WithStrayBytes,

    /// <summary>An older one of a byte a character, read as Latin-1: what it really is, nobody can know.</summary>
    SingleByte,
}

/// <summary>The text of a file, read so that what an edit leaves alone goes back byte by byte.</summary>
public sealed record FileText(string Text, TextEncoding Encoding)
{
    private const int BytesLookedAt = 8_000;
    private const char StrayBytes = '\uDC00';

    private static readonly byte[] Utf8Mark = [0xEF, 0xBB, 0xBF];
    private static readonly byte[] LittleEndianMark = [0xFF, 0xFE];
    private static readonly byte[] BigEndianMark = [0xFE, 0xFF];

    /// <summary>Null where the bytes are no text: as for git, a zero byte among the first 8,000 tells.</summary>
    public static FileText? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith(LittleEndianMark) && !bytes.StartsWith<byte>([0xFF, 0xFE, 0, 0]))
        {
            return ReadUtf16(bytes[2..], TextEncoding.Utf16LittleEndian);
        }
        if (bytes.StartsWith(BigEndianMark))
        {
            return ReadUtf16(bytes[2..], TextEncoding.Utf16BigEndian);
        }
        if (bytes[..Math.Min(bytes.Length, BytesLookedAt)].Contains((byte)0))
        {
            return null;
        }
        if (Utf8.IsValid(bytes))
        {
            return bytes.StartsWith(Utf8Mark)
                ? new FileText(System.Text.Encoding.UTF8.GetString(bytes[3..]), TextEncoding.Utf8WithMark)
                : new FileText(System.Text.Encoding.UTF8.GetString(bytes), TextEncoding.Utf8);
        }
        return HoldsUtf8(bytes)
            ? new FileText(WithStrayBytes(bytes), TextEncoding.Utf8WithStrayBytes)
            : new FileText(System.Text.Encoding.Latin1.GetString(bytes), TextEncoding.SingleByte);
    }

    /// <summary>Another text in this file's encoding, or null where it holds a character that cannot be written in it.</summary>
    public byte[]? Write(string text) =>
        Encoding switch
        {
            TextEncoding.Utf8 => Utf8Of(text, strayBytes: false),
            TextEncoding.Utf8WithMark => Utf8Of(text, strayBytes: false) is { } bytes ? [.. Utf8Mark, .. bytes] : null,
            TextEncoding.Utf8WithStrayBytes => Utf8Of(text, strayBytes: true),
            TextEncoding.Utf16LittleEndian => [.. LittleEndianMark, .. Utf16Of(text, first: 0)],
            TextEncoding.Utf16BigEndian => [.. BigEndianMark, .. Utf16Of(text, first: 8)],
            TextEncoding.SingleByte => text.AsSpan().IndexOfAnyExceptInRange('\0', '\u00ff') < 0
                ? System.Text.Encoding.Latin1.GetBytes(text)
                : null,
            var other => throw new NotSupportedException(other.ToString()),
        };

    private static FileText? ReadUtf16(ReadOnlySpan<byte> bytes, TextEncoding encoding)
    {
        if (bytes.Length % 2 != 0)
        {
            return null;
        }
        var (high, low) = encoding == TextEncoding.Utf16BigEndian ? (0, 1) : (1, 0);
        var text = new char[bytes.Length / 2];
        for (var at = 0; at < text.Length; at++)
        {
            text[at] = (char)((bytes[2 * at + high] << 8) | bytes[2 * at + low]);
        }
        return new FileText(new string(text), encoding);
    }

    private static byte[] Utf16Of(string text, int first)
    {
        var bytes = new byte[2 * text.Length];
        for (var at = 0; at < text.Length; at++)
        {
            bytes[2 * at] = (byte)(text[at] >> first);
            bytes[2 * at + 1] = (byte)(text[at] >> (8 - first));
        }
        return bytes;
    }

    private static bool HoldsUtf8(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var valid = Rune.DecodeFromUtf8(bytes, out var rune, out var length) == System.Buffers.OperationStatus.Done;
            if (valid && !rune.IsAscii)
            {
                return true;
            }
            bytes = bytes[length..];
        }
        return false;
    }

    private static string WithStrayBytes(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        Span<char> chars = stackalloc char[2];
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var length) == System.Buffers.OperationStatus.Done)
            {
                text.Append(chars[..rune.EncodeToUtf16(chars)]);
            }
            else
            {
                foreach (var stray in bytes[..length])
                {
                    text.Append((char)(StrayBytes + stray));
                }
            }
            bytes = bytes[length..];
        }
        return text.ToString();
    }

    private static byte[]? Utf8Of(string text, bool strayBytes)
    {
        var bytes = new byte[System.Text.Encoding.UTF8.GetMaxByteCount(text.Length)];
        var written = 0;
        for (var rest = text.AsSpan(); !rest.IsEmpty; )
        {
            _ = Utf8.FromUtf16(rest, bytes.AsSpan(written), out var read, out var now, replaceInvalidSequences: false);
            written += now;
            rest = rest[read..];
            if (rest.IsEmpty)
            {
                break;
            }
            if (!strayBytes || rest[0] is < '\uDC80' or > '\uDCFF')
            {
                return null;
            }
            bytes[written++] = (byte)(rest[0] - StrayBytes);
            rest = rest[1..];
        }
        return bytes[..written];
    }
}
