using System.Text.Json;
using Pedrocode.Core.Permissions;

namespace Pedrocode.Probe;

/// <summary><c>command</c> or <c>argv</c> → <c>commands</c> (null where not plain words) and <c>decision</c>.</summary>
internal static class ShellTopic
{
    public static Action<Utf8JsonWriter> Answer(JsonElement given)
    {
        var commands = given.TryGetProperty("argv", out var argv)
            ?
            [
                [.. argv.EnumerateArray().Select(static word => word.GetString()!)],
            ]
            : ShellReader.Read(given.GetProperty("command").GetString()!);
        return writer =>
        {
            if (commands is null)
            {
                writer.WriteNull("commands");
            }
            else
            {
                Write(writer, commands);
            }
            writer.WriteString(
                "decision",
                commands is not null && ReadOnlyCommands.JudgeAll(commands) ? "auto" : "ask"
            );
        };
    }

    private static void Write(Utf8JsonWriter writer, IReadOnlyList<IReadOnlyList<string>> commands)
    {
        writer.WriteStartArray("commands");
        foreach (var words in commands)
        {
            writer.WriteStartArray();
            foreach (var word in words)
            {
                writer.WriteStringValue(word);
            }
            writer.WriteEndArray();
        }
        writer.WriteEndArray();
    }
}
