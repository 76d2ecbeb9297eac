using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Pedrocode.Core.Models.Wires;

/// <summary>Reads the strings of a server that <see cref="Utf8JsonReader.GetString"/> throws at.</summary>
internal static class JsonText
{
    /// <summary>The same bytes, or a copy with U+FFFD where they were no UTF-8.</summary>
    public static ReadOnlySpan<byte> Sound(ReadOnlySpan<byte> json) =>
        Utf8.IsValid(json) ? json : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(json));

    /// <summary>The string; halves of surrogate pairs, escaped as <c>\ud83d</c>, stay halves.</summary>
    public static string Read(ref Utf8JsonReader reader)
    {
        var raw = reader.ValueSpan;
        if (!reader.ValueIsEscaped || raw.IndexOf("\\ud"u8) < 0 && raw.IndexOf("\\uD"u8) < 0)
            return reader.GetString()!;
        var text = Encoding.UTF8.GetString(raw);
        var read = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != '\\')
            {
                read.Append(text[at]);
                continue;
            }
            at++;
            if (text[at] == 'u')
            {
                read.Append(
                    (char)ushort.Parse(text.AsSpan(at + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
                );
                at += 4;
                continue;
            }
            read.Append(
                text[at] switch
                {
                    'n' => '\n',
                    't' => '\t',
                    'r' => '\r',
                    'b' => '\b',
                    'f' => '\f',
                    var same => same,
                }
            );
        }
        return read.ToString();
    }

    /// <summary>The same of a value already parsed.</summary>
    public static string Of(JsonElement text)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException)
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text.GetRawText()));
            reader.Read();
            return Read(ref reader);
        }
    }

    /// <summary>The value under the reader as it came, without white space between its tokens.</summary>
    public static string Compact(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        var value = json[start..(int)reader.BytesConsumed];
        var compact = new byte[value.Length];
        var length = 0;
        var inString = false;
        for (var at = 0; at < value.Length; at++)
        {
            var letter = value[at];
            if (letter == '"')
                inString = !inString;
            else if (!inString && letter is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
                continue;
            compact[length++] = letter;
            if (inString && letter == '\\')
                compact[length++] = value[++at];
        }
        return Encoding.UTF8.GetString(compact, 0, length);
    }
}
