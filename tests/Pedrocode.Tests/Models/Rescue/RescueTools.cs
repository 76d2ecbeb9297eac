using Pedrocode.Core.Models;
using Pedrocode.Core.Models.Rescue;

namespace Pedrocode.Tests.Models.Rescue;

/// <summary>A few tools to call, and what was found in a text as one line: <c>read_file{"file":"a.cs"}</c>.</summary>
internal static class RescueTools
{
    public static readonly ToolDefinition[] All =
    [
        new(
            "read_file",
            "",
            """{"type":"object","properties":{"file":{"type":"string"},"start":{"type":"integer"}},"required":["file"]}"""
        ),
        new(
            "write_file",
            "",
            """{"type":"object","properties":{"file":{"type":"string"},"content":{"type":"string"}},"required":["file","content"]}"""
        ),
        new(
            "bash",
            "",
            """{"type":"object","properties":{"command":{"type":"string"},"timeout":{"type":"integer"}},"required":["command"]}"""
        ),
        new(
            "plan",
            "",
            """{"type":"object","properties":{"steps":{"type":"array","items":{"type":"string"}},"quick":{"type":"boolean"}},"required":["steps"]}"""
        ),
        new("now", "", """{"type":"object","properties":{}}"""),
        new("python", "", """{"type":"object","properties":{"code":{"type":"string"}},"required":["code"]}"""),
    ];

    public static RescuedReply Find(string text, bool reasoningOpen = false) =>
        ToolCallRescue.Find(text, All, reasoningOpen);

    public static string Line(this RescuedReply reply) =>
        string.Join(" ", reply.Calls.Select(call => call.Name + Compact(call.Arguments)));

    private static string Compact(string json)
    {
        using var document = System.Text.Json.JsonDocument.Parse(json);
        using var buffer = new MemoryStream();
        using (
            var writer = new System.Text.Json.Utf8JsonWriter(
                buffer,
                new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
            )
        )
        {
            document.RootElement.WriteTo(writer);
        }
        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }
}
