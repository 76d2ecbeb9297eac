using System.Text.Json;

namespace Pedrocode.FakeModel;

/// <summary>What a strict Ollama refuses in a request to <c>/api/chat</c>, and what it makes of a sound one.</summary>
internal static class StrictOllama
{
    private static readonly HashSet<string> Parameters =
    [
        "model",
        "messages",
        "tools",
        "stream",
        "options",
        "keep_alive",
        "think",
        "format",
    ];

    private static readonly HashSet<string> Options =
    [
        "num_ctx",
        "temperature",
        "top_p",
        "top_k",
        "num_predict",
        "seed",
        "stop",
    ];

    private static readonly HashSet<string> MessageFields =
    [
        "role",
        "content",
        "thinking",
        "images",
        "tool_calls",
        "tool_name",
        "tool_call_id",
    ];

    /// <summary>Null where the request is sound.</summary>
    public static string? Refusal(JsonElement request)
    {
        if (request.ValueKind != JsonValueKind.Object)
            return "the request is not an object";
        if (Unknown(request, Parameters) is { } parameter)
            return $"unknown field {parameter}";
        if (request.Text("model") is not { Length: > 0 })
            return "model is required";
        if (request.TryGetProperty("options", out var options) && Unknown(options, Options) is { } option)
            return $"invalid option provided: {option}";
        if (
            request.TryGetProperty("options", out options)
            && options.TryGetProperty("num_ctx", out var size)
            && !(size.ValueKind == JsonValueKind.Number && size.GetInt32() >= 512)
        )
            return "num_ctx is no size";
        return (request.TryGetProperty("tools", out var tools) ? StrictTools.Refusal(tools) : null)
            ?? RefusalOfMessages(request);
    }

    public static Chat Read(JsonElement request, int bytes) =>
        new()
        {
            Model = request.GetProperty("model").GetString()!,
            Streams = !request.TryGetProperty("stream", out var stream) || stream.ValueKind == JsonValueKind.True,
            Messages =
            [
                .. request
                    .GetProperty("messages")
                    .EnumerateArray()
                    .Select(static message => new Message(
                        message.Text("role")!,
                        message.Text("content") ?? "",
                        message.Text("tool_call_id"),
                        message.TryGetProperty("tool_calls", out var calls)
                            ? [.. calls.EnumerateArray().Select(CallOf)]
                            : []
                    )),
            ],
            Offers = Chat.Offered(request),
            Bytes = bytes,
            ContextSize =
                request.TryGetProperty("options", out var options) && options.TryGetProperty("num_ctx", out var size)
                    ? size.GetInt32()
                    : null,
        };

    private static FakeCall CallOf(JsonElement call)
    {
        var function = call.GetProperty("function");
        return new FakeCall(function.Text("name")!, function.GetProperty("arguments").GetRawText(), call.Text("id"));
    }

    private static string? RefusalOfMessages(JsonElement request)
    {
        if (!request.TryGetProperty("messages", out var messages) || messages.ValueKind != JsonValueKind.Array)
            return "messages is missing";
        var open = new HashSet<string>();
        var seen = new HashSet<string>();
        foreach (var message in messages.EnumerateArray())
        {
            if (Unknown(message, MessageFields) is { } field)
                return $"unknown field {field}";
            if (message.Text("content") is null)
                return "a message without content";
            if (message.Text("role") is not ("system" or "user" or "assistant" or "tool"))
                return "a message of no known role";
            if (open.Count > 0 && message.Text("role") != "tool")
                return "a call without its result";
            if (message.Text("role") == "tool" && !open.Remove(message.Text("tool_call_id") ?? ""))
                return "a result of no call";
            if (message.Text("role") == "tool" && message.Text("tool_name") is not { Length: > 0 })
                return "a result without the name of its tool";
            if (!message.TryGetProperty("tool_calls", out var calls))
                continue;
            foreach (var call in calls.EnumerateArray())
            {
                if (!call.TryGetProperty("function", out var function) || function.Text("name") is not { Length: > 0 })
                    return "a call without a name";
                if (
                    !function.TryGetProperty("arguments", out var arguments)
                    || arguments.ValueKind != JsonValueKind.Object
                )
                    return "json: cannot unmarshal string into Go struct field .messages.tool_calls.function.arguments";
                if (!seen.Add(call.Text("id") ?? ""))
                    return "a call id is used twice";
                open.Add(call.Text("id")!);
            }
        }
        return open.Count > 0 ? "a call without its result" : null;
    }

    private static string? Unknown(JsonElement parent, HashSet<string> known) =>
        parent.ValueKind == JsonValueKind.Object
            ? parent.EnumerateObject().Select(field => field.Name).FirstOrDefault(name => !known.Contains(name))
            : "(not an object)";
}
