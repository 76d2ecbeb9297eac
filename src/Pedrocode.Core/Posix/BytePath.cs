using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pedrocode.Core.Posix;

/// <summary>
/// A path below some root, <c>/</c> between its parts, whose bytes need not be UTF-8. Kept as Latin-1, a character a byte: order and
/// equality are those of the bytes.
/// </summary>
[JsonConverter(typeof(BytePathJson))]
[DebuggerDisplay("{Shown}")]
public readonly record struct BytePath : IComparable<BytePath>
{
    private static readonly UTF8Encoding Strict = new(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );

    private readonly string? latin1;

    private BytePath(string latin1) => this.latin1 = latin1;

    /// <summary>The root itself.</summary>
    public static BytePath Root => default;

    public bool IsRoot => Latin1.Length == 0;

    /// <summary>Each character a byte.</summary>
    public string Latin1 => latin1 ?? "";

    public byte[] Bytes => Encoding.Latin1.GetBytes(Latin1);

    public IEnumerable<string> Parts => IsRoot ? [] : Latin1.Split('/');

    public BytePath Parent => Latin1.LastIndexOf('/') is >= 0 and var at ? new BytePath(Latin1[..at]) : Root;

    /// <summary>The last part.</summary>
    public BytePath Name => new(Latin1[(Latin1.LastIndexOf('/') + 1)..]);

    /// <summary>The parents, nearest first, without the root.</summary>
    public IEnumerable<BytePath> Ancestors
    {
        get
        {
            for (var at = Parent; !at.IsRoot; at = at.Parent)
            {
                yield return at;
            }
        }
    }

    /// <summary>
    /// False for what must never be written below a root: an empty part, <c>.</c>, <c>..</c>, and git's own directory.
    /// </summary>
    public bool IsSafe =>
        !IsRoot
        && Parts.All(static part =>
            part is not ("" or "." or "..")
            && !part.Contains('\0')
            && !part.Equals(".git", StringComparison.OrdinalIgnoreCase)
        );

    /// <summary>For people and for names in lists: as text, a byte that is no UTF-8 as <c>\xNN</c>.</summary>
    public string Shown
    {
        get
        {
            var bytes = Bytes;
            try
            {
                return Strict.GetString(bytes);
            }
            catch (DecoderFallbackException)
            {
                return string.Concat(
                    bytes.Select(static one =>
                        one is >= 0x20 and < 0x7f
                            ? ((char)one).ToString()
                            : @"\x" + one.ToString("x2", CultureInfo.InvariantCulture)
                    )
                );
            }
        }
    }

    public static BytePath Of(ReadOnlySpan<byte> bytes) => new(Encoding.Latin1.GetString(bytes));

    public static BytePath Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    public static BytePath OfLatin1(string latin1) => new(latin1);

    public BytePath Then(BytePath name) => IsRoot ? name : new BytePath($"{latin1}/{name.Latin1}");

    /// <summary>Whether <paramref name="other"/> lies below this.</summary>
    public bool Holds(BytePath other) => IsRoot || other.Latin1.StartsWith(Latin1 + "/", StringComparison.Ordinal);

    public int CompareTo(BytePath other) => string.CompareOrdinal(Latin1, other.Latin1);

    public override string ToString() => Shown;

    /// <summary>The parts as the C library takes them.</summary>
    internal ImmutableArray<byte[]> NulEndedParts =>
        [.. Parts.Select(static part => Encoding.Latin1.GetBytes(part + "\0"))];
}

internal sealed class BytePathJson : JsonConverter<BytePath>
{
    public override BytePath Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        BytePath.OfLatin1(reader.GetString() ?? throw new JsonException("not a path"));

    public override void Write(Utf8JsonWriter writer, BytePath value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Latin1);
}
