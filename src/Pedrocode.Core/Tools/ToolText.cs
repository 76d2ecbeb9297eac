using System.Reflection;
using System.Text.Json;
using Pedrocode.Core.Models;

namespace Pedrocode.Core.Tools;

/// <summary>Reads the .md file beside a tool: description, a line <c>---</c>, JSON schema.</summary>
internal static class ToolText
{
    public static ToolDefinition Read(string name)
    {
        using var stream =
            Assembly.GetExecutingAssembly().GetManifestResourceStream($"tools/{name}.md")
            ?? throw new InvalidOperationException($"tools/{name}.md is not in the assembly");
        using var reader = new StreamReader(stream);
        var parts = reader.ReadToEnd().Split("\n---\n");
        using var schema = JsonDocument.Parse(parts[1]);
        return new ToolDefinition(name, parts[0].Trim(), Compact(schema.RootElement));
    }

    private static string Compact(JsonElement schema)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            schema.WriteTo(writer);
        }
        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }
}
