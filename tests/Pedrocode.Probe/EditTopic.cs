using System.Text.Json;
using Pedrocode.Core.Tools.Edits;

namespace Pedrocode.Probe;

/// <summary><c>content</c>, <c>old</c>, <c>new</c>, <c>replace_all</c> → <c>content</c> or <c>error</c>.</summary>
internal static class EditTopic
{
    public static Action<Utf8JsonWriter> Answer(JsonElement given)
    {
        var edit = new TextEdit(Text(given, "old"), Text(given, "new"))
        {
            All = given.TryGetProperty("replace_all", out var all) && all.ValueKind == JsonValueKind.True,
        };
        var result = edit.Apply(Text(given, "content"));
        return writer =>
        {
            switch (result)
            {
                case Edited edited:
                    writer.WriteString("content", edited.Content);
                    break;
                case EditRefused refused:
                    writer.WriteString("error", refused.Reason);
                    break;
            }
        };
    }

    private static string Text(JsonElement given, string name) => given.GetProperty(name).GetString() ?? "";
}
