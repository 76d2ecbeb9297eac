using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Pedrocode.Cli.Settings;

/// <summary>The JSON schema of a file of settings, for editors.</summary>
internal static class SettingsSchema
{
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Text()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "http://json-schema.org/draft-07/schema#");
            json.WriteString("title", "Settings of pedrocode");
            json.WriteBoolean("allowComments", true);
            json.WriteBoolean("allowTrailingCommas", true);
            WriteObject(
                json,
                () =>
                {
                    json.WriteStartObject("$schema");
                    json.WriteString("type", "string");
                    json.WriteEndObject();
                    foreach (var section in SettingKeys.All.GroupBy(key => key.Section))
                    {
                        json.WriteStartObject(section.Key);
                        WriteObject(json, () => WriteMembers(json, section));
                        json.WriteEndObject();
                    }
                    WriteProfiles(json);
                }
            );
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private static void WriteProfiles(Utf8JsonWriter json)
    {
        json.WriteStartObject(ProfileKey.SectionName);
        json.WriteString(
            "description",
            "More models, by names of yours; each has the keys of model. One that names neither type nor server_url is model with what it says instead."
        );
        json.WriteString("type", "object");
        json.WriteStartObject("additionalProperties");
        json.WriteString("$ref", "#/properties/model");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteObject(Utf8JsonWriter json, Action properties)
    {
        json.WriteString("type", "object");
        json.WriteBoolean("additionalProperties", false);
        json.WriteStartObject("properties");
        properties();
        json.WriteEndObject();
    }

    private static void WriteMembers(Utf8JsonWriter json, IEnumerable<SettingKey> keys)
    {
        foreach (var key in keys)
        {
            json.WriteStartObject(key.Member);
            json.WriteString("description", $"{key.Meaning} Allowed: {key.Allowed}.");
            key.WriteSchema(json);
            json.WriteEndObject();
        }
    }
}
