using System.Text;
using System.Text.Json;
using Pedrocode.Probe;
using Pedrocode.Probe.Scoring;

if (args is ["score", .. var scored])
{
    return Score.Run(scored);
}

Func<JsonElement, Action<Utf8JsonWriter>>? answer = args is [var topic]
    ? topic switch
    {
        "blocks" => BlocksTopic.Answer,
        "edit" => EditTopic.Answer,
        "json" => JsonTopic.Answer,
        "toolcalls" => ToolCallsTopic.Answer,
        "shell" => ShellTopic.Answer,
        "patch" => PatchTopic.Answer,
        _ => null,
    }
    : null;
if (answer is null)
{
    Console.Error.WriteLine($"Pedrocode.Probe: unknown topic {string.Join(' ', args)}");
    return 2;
}

using var input = new StreamReader(
    Console.OpenStandardInput(),
    new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)
);
using var output = Console.OpenStandardOutput();
while (await input.ReadLineAsync() is { } line)
{
    using var given = JsonDocument.Parse(line);
    using (var writer = new Utf8JsonWriter(output))
    {
        writer.WriteStartObject();
        writer.WriteString("id", given.RootElement.GetProperty("id").GetString());
        answer(given.RootElement)(writer);
        writer.WriteEndObject();
    }
    output.Write("\n"u8);
}
return 0;
