using System.Text.Json;
using Pedrocode.Core.Models.Json;

namespace Pedrocode.Probe;

internal static class JsonTopic
{
    public static Action<Utf8JsonWriter> Answer(JsonElement given)
    {
        var read = JsonRepair.Read(given.GetProperty("text").GetString()!);
        return writer =>
        {
            if (read is null)
            {
                writer.WriteString("error", "not JSON");
                return;
            }
            writer.WritePropertyName("value");
            using var value = JsonDocument.Parse(read.Json, JsonRepair.Deep);
            value.RootElement.WriteTo(writer);
        };
    }
}
