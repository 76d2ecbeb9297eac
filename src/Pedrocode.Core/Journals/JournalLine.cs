using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Pedrocode.Core.Journals;

/// <summary>
/// One line of journal.jsonl: <c>{"seq":1,"time":"…","event":{…},"crc":"00000000"}</c>. The checksum is CRC-32C over every
/// byte of the line before <c>,"crc"</c>.
/// </summary>
internal static class JournalLine
{
    private const int TailLength = 18; // ,"crc":"00000000"}

    public static byte[] Header { get; } = "{\"format\":\"pedrocode-journal\",\"version\":1}\n"u8.ToArray();

    /// <summary>Appends the line, with its <c>\n</c>.</summary>
    public static void Write(ArrayBufferWriter<byte> output, JournalEntry entry) =>
        Write(output, entry.Sequence, entry.Time, writer => EventJson.Write(writer, entry.Event));

    private static void Write(
        ArrayBufferWriter<byte> output,
        long sequence,
        DateTimeOffset time,
        Action<Utf8JsonWriter> writeEvent
    )
    {
        var start = output.WrittenCount;
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JournalJson.Encoder });
        writer.WriteStartObject();
        writer.WriteNumber("seq"u8, sequence);
        writer.WriteString("time"u8, time.UtcDateTime);
        writer.WritePropertyName("event"u8);
        writeEvent(writer);
        writer.Flush();
        var checksum = Checksum(output.WrittenSpan[start..]);
        writer.WriteString("crc"u8, checksum.ToString("x8", CultureInfo.InvariantCulture));
        writer.WriteEndObject();
        writer.Flush();
        output.Write("\n"u8);
    }

    /// <summary>Writes the line that begins at <paramref name="start"/> again, its long strings moved to files.</summary>
    public static void Rewrite(ArrayBufferWriter<byte> output, int start, JournalEntry entry, OutputFiles outputs)
    {
        var before = output.WrittenSpan[..start].ToArray();
        var fact = EventJson.Node(entry.Event);
        output.Clear();
        output.Write(before);
        Write(output, entry.Sequence, entry.Time, writer => outputs.Store(fact).WriteTo(writer));
    }

    /// <summary>The entry, or null for a line that is damaged in whatever way.</summary>
    public static JournalEntry? Read(ReadOnlySpan<byte> line, OutputFiles outputs)
    {
        if (line.Length <= TailLength || !HoldsItsChecksum(line))
        {
            return null;
        }
        try
        {
            return ReadWhole(line, outputs);
        }
        catch (Exception e)
            when (e
                    is JsonException
                        or InvalidOperationException
                        or FormatException
                        or NotSupportedException
                        or IOException
            )
        {
            return null;
        }
    }

    public static bool IsHeader(ReadOnlySpan<byte> line) =>
        line.StartsWith("{\"format\":\"pedrocode-journal\",\"version\":"u8);

    private static bool HoldsItsChecksum(ReadOnlySpan<byte> line)
    {
        var tail = line[^TailLength..];
        return tail.StartsWith(",\"crc\":\""u8)
            && Utf8Parser.TryParse(tail[8..16], out uint told, out var read, 'x')
            && read == 8
            && told == Checksum(line[..^TailLength]);
    }

    private static JournalEntry ReadWhole(ReadOnlySpan<byte> line, OutputFiles outputs)
    {
        var reader = new Utf8JsonReader(line);
        using var document = JsonDocument.ParseValue(ref reader);
        var root = document.RootElement;
        var fact = root.GetProperty("event"u8);
        return new JournalEntry(
            root.GetProperty("seq"u8).GetInt64(),
            root.GetProperty("time"u8).GetDateTimeOffset(),
            EventJson.Read(OutputFiles.MayHold(fact) ? outputs.Restore(fact) : fact)
        );
    }

    internal static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        while (bytes.Length >= 8)
        {
            crc = BitOperations.Crc32C(crc, BitConverter.ToUInt64(bytes));
            bytes = bytes[8..];
        }
        foreach (var one in bytes)
        {
            crc = BitOperations.Crc32C(crc, one);
        }
        return ~crc;
    }
}
