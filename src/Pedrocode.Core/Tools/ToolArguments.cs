using System.Text.Json;

namespace Pedrocode.Core.Tools;

/// <summary>Arguments that already fit their schema, read by name.</summary>
internal static class ToolArguments
{
    public static string Text(this JsonElement arguments, string name) => arguments.GetProperty(name).GetString()!;

    public static string? TextOrNull(this JsonElement arguments, string name) =>
        arguments.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    public static int? NumberOrNull(this JsonElement arguments, string name) =>
        arguments.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
            ? (int)Math.Clamp(value.GetDouble(), int.MinValue, int.MaxValue)
            : null;

    public static bool? FlagOrNull(this JsonElement arguments, string name) =>
        arguments.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : null;

    /// <summary>An argument for people: on one line, not long.</summary>
    public static string Short(string text)
    {
        const int Longest = 80;
        var line = VisibleText.CleanLine(text.Length > 2 * Longest ? text[..(2 * Longest)] : text);
        return line.Length <= Longest ? line : line[..Longest] + "…";
    }
}
