using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Pedrocode.Core.Models.Wires;

/// <summary>What a server said, made fit for one line of ours.</summary>
internal static class ServerWords
{
    private const int Longest = 200;

    /// <summary>One line, 200 characters, nothing that a terminal would obey.</summary>
    public static string Clean(string text)
    {
        var line = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (line.Length >= Longest)
            {
                line.Append('…');
                break;
            }
            if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune))
            {
                if (line.Length > 0 && line[^1] != ' ')
                    line.Append(' ');
            }
            else if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.Format)
            {
                line.Append(rune);
            }
        }
        return line.ToString().TrimEnd();
    }

    /// <summary>The same, for a body that may be JSON, a web page or plain text, and may repeat the key.</summary>
    public static string Of(ReadOnlySpan<byte> body, string? key)
    {
        var text = Encoding.UTF8.GetString(body);
        var words = MessageOf(body) ?? (text.TrimStart().StartsWith('<') ? TitleOf(text) : text);
        return Clean(WithoutKey(words, key));
    }

    public static string WithoutKey(string text, string? key) =>
        string.IsNullOrEmpty(key) ? text : text.Replace(key, "[key]", StringComparison.Ordinal);

    /// <summary>The title of a web page, in quotes; empty where it has none.</summary>
    public static string TitleOf(string page)
    {
        var start = page.IndexOf("<title>", StringComparison.OrdinalIgnoreCase);
        if (start < 0)
            return "";
        start += "<title>".Length;
        var end = page.IndexOf('<', start);
        return end < 0 ? "" : $"\"{page[start..end].Trim()}\"";
    }

    private static string? MessageOf(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            using var document = JsonDocument.ParseValue(ref reader);
            return ServerError.MessageOf(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
