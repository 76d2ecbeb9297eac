using System.Text;
using System.Text.Json;

namespace Pedrocode.Core.Models.Json;

/// <summary>Reads what a model meant as JSON. Linear in the text; nesting past <see cref="MaxDepth"/> is not read.</summary>
public static class JsonRepair
{
    public const int MaxDepth = 200;

    /// <summary>The options that read back whatever <see cref="Read"/> returns.</summary>
    public static JsonDocumentOptions Deep { get; } = new() { MaxDepth = MaxDepth };

    /// <summary>The value <paramref name="text"/> stands for, or null where it is not JSON even with good will.</summary>
    public static RepairedJson? Read(string text)
    {
        if (AsItStands(text) is { } strict)
        {
            return strict;
        }
        try
        {
            return new LooseReader(text).Document();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static RepairedJson? AsItStands(string text)
    {
        if (MayHoldLoneSurrogate(text))
        {
            return null;
        }
        try
        {
            using var document = JsonDocument.Parse(text, Deep);
            return new RepairedJson(document.RootElement.GetRawText(), WasOpen: false);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // JsonElement.GetString throws on a lone surrogate that parsed without complaint.
    private static bool MayHoldLoneSurrogate(string text)
    {
        foreach (var c in text)
        {
            if (char.IsSurrogate(c))
            {
                return true;
            }
        }
        return text.Contains("\\ud", StringComparison.OrdinalIgnoreCase);
    }

    internal static void WriteString(StringBuilder into, ReadOnlySpan<char> value)
    {
        into.Append('"');
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            _ = c switch
            {
                '"' => into.Append("\\\""),
                '\\' => into.Append("\\\\"),
                '\n' => into.Append("\\n"),
                '\r' => into.Append("\\r"),
                '\t' => into.Append("\\t"),
                < ' ' => into.Append($"\\u{(int)c:x4}"),
                _ when char.IsHighSurrogate(c) && i + 1 < value.Length && char.IsLowSurrogate(value[i + 1]) =>
                    into.Append(c).Append(value[++i]),
                _ when char.IsSurrogate(c) => into.Append('\uFFFD'),
                _ => into.Append(c),
            };
        }
        into.Append('"');
    }
}

/// <param name="Json">Valid JSON.</param>
/// <param name="WasOpen">The text ended, or went on, inside a string, object, array or number that had to be closed here: what it said may be incomplete.</param>
public sealed record RepairedJson(string Json, bool WasOpen);
