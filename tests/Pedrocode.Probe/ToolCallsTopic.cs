using System.Text.Json;
using Pedrocode.Core.Models;
using Pedrocode.Core.Models.Json;
using Pedrocode.Core.Models.Rescue;

namespace Pedrocode.Probe;

internal static class ToolCallsTopic
{
    public static Action<Utf8JsonWriter> Answer(JsonElement given)
    {
        var tools = given
            .GetProperty("tools")
            .EnumerateArray()
            .Select(tool => new ToolDefinition(
                tool.GetProperty("name").GetString()!,
                "",
                tool.GetProperty("parameters").GetRawText()
            ))
            .ToList();
        var reasoningOpen =
            given.TryGetProperty("reasoning_open", out var open) && open.ValueKind == JsonValueKind.True;
        var reply = ToolCallRescue.Find(given.GetProperty("text").GetString()!, tools, reasoningOpen);
        return writer =>
        {
            writer.WriteString("content", reply.Content);
            writer.WriteString("reasoning", reply.Reasoning);
            writer.WriteStartArray("tool_calls");
            foreach (var call in reply.Calls)
            {
                writer.WriteStartObject();
                writer.WriteString("name", call.Name);
                writer.WritePropertyName("arguments");
                using var arguments = JsonDocument.Parse(call.Arguments, JsonRepair.Deep);
                arguments.RootElement.WriteTo(writer);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        };
    }
}
