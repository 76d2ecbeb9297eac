using System.Text.Json;
using Pedrocode.Core.Tools.Edits;

namespace Pedrocode.Probe;

/// <summary><c>text</c> → <c>edits</c> [{path, search, replace}] or <c>error</c>.</summary>
internal static class BlocksTopic
{
    public static Action<Utf8JsonWriter> Answer(JsonElement given)
    {
        var reading = SearchReplaceBlocks.Read(given.GetProperty("text").GetString()!);
        return writer =>
        {
            switch (reading)
            {
                case BlocksMalformed malformed:
                    writer.WriteString("error", malformed.Reason);
                    break;
                case BlocksFound found:
                    writer.WriteStartArray("edits");
                    foreach (var block in found.Blocks)
                    {
                        writer.WriteStartObject();
                        writer.WriteString("path", block.Path);
                        writer.WriteString("search", block.Search);
                        writer.WriteString("replace", block.Replace);
                        writer.WriteEndObject();
                    }
                    writer.WriteEndArray();
                    break;
            }
        };
    }
}
