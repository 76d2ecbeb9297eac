using System.Text;
using System.Text.Json;

namespace Pedrocode.FakeModel;

/// <summary>The conversation of a request, in the words rules are written in.</summary>
public sealed record Chat
{
    public required string Model { get; init; }

    public required bool Streams { get; init; }

    public required IReadOnlyList<Message> Messages { get; init; }

    public required IReadOnlySet<string> Offers { get; init; }

    public required int Bytes { get; init; }

    /// <summary>The context the request asks for; null where it asks for none.</summary>
    public int? ContextSize { get; init; }

    public Message Last => Messages[^1];

    public string System => Messages.FirstOrDefault(message => message.Role == "system")?.Text ?? "";

    /// <summary>The first message of the user: what tells one conversation from another.</summary>
    public string Task => Messages.FirstOrDefault(message => message.Role == "user")?.Text ?? "";

    public string LastUser => Messages.LastOrDefault(message => message.Role == "user")?.Text ?? "";

    public int Rounds => Messages.Count(message => message.Role == "assistant");

    public int ToolResults => Messages.Count(message => message.Role == "tool");

    public int RoundsSinceUser =>
        Messages.Reverse().TakeWhile(message => message.Role != "user").Count(message => message.Role == "assistant");

    public string? LastTool =>
        Last.Role == "tool"
            ? Messages.SelectMany(message => message.Calls).LastOrDefault(call => call.Id == Last.CallId)?.Name
            : null;

    /// <summary>Reads a request that <see cref="StrictOpenAi"/> has accepted.</summary>
    internal static Chat Read(JsonElement request, int bytes) =>
        new()
        {
            Model = request.GetProperty("model").GetString()!,
            Streams = request.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True,
            Messages = [.. request.GetProperty("messages").EnumerateArray().Select(Message.Read)],
            Offers = Offered(request),
            Bytes = bytes,
        };

    internal static IReadOnlySet<string> Offered(JsonElement request) =>
        request.TryGetProperty("tools", out var tools)
            ? tools.EnumerateArray().Select(tool => tool.GetProperty("function").Text("name")!).ToHashSet()
            : new HashSet<string>();
}

public sealed record Message(string Role, string Text, string? CallId, IReadOnlyList<FakeCall> Calls)
{
    internal static Message Read(JsonElement message) =>
        new(
            message.Text("role")!,
            message.TryGetProperty("content", out var content) ? TextOf(content) : "",
            message.Text("tool_call_id"),
            message.TryGetProperty("tool_calls", out var calls) ? [.. calls.EnumerateArray().Select(CallOf)] : []
        );

    private static string TextOf(JsonElement content) =>
        content.ValueKind switch
        {
            JsonValueKind.String => content.GetString()!,
            JsonValueKind.Array => content
                .EnumerateArray()
                .Aggregate(new StringBuilder(), (text, part) => text.Append(part.Text("text")))
                .ToString(),
            _ => "",
        };

    private static FakeCall CallOf(JsonElement call)
    {
        var function = call.GetProperty("function");
        return new FakeCall(function.Text("name")!, function.Text("arguments")!, call.Text("id"));
    }
}

internal static class JsonReading
{
    /// <summary>The string property <paramref name="name"/>, or null where it is absent or no string.</summary>
    public static string? Text(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
