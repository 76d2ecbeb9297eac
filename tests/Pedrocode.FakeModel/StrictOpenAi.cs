using System.Text.Json;
using System.Text.RegularExpressions;

namespace Pedrocode.FakeModel;

/// <summary>What a strict server refuses in a chat completion request, each with the words of its 400.</summary>
internal static partial class StrictOpenAi
{
    private static readonly HashSet<string> Parameters =
    [
        "model",
        "messages",
        "stream",
        "stream_options",
        "temperature",
        "top_p",
        "max_tokens",
        "max_completion_tokens",
        "tools",
        "tool_choice",
        "parallel_tool_calls",
        "stop",
        "seed",
        "presence_penalty",
        "frequency_penalty",
        "response_format",
        "reasoning_effort",
        "n",
        "user",
        "id_slot",
        "cache_prompt",
    ];

    private static readonly HashSet<string> MessageFields =
    [
        "role",
        "content",
        "name",
        "tool_calls",
        "tool_call_id",
        "reasoning_content",
    ];

    /// <summary>Null where the request is sound.</summary>
    public static string? Refusal(JsonElement request, bool alternate)
    {
        if (request.ValueKind != JsonValueKind.Object)
            return "the request is not an object";
        var names = request.EnumerateObject().Select(property => property.Name).ToList();
        if (names.FirstOrDefault(name => !Parameters.Contains(name)) is { } unknown)
            return $"unrecognized request argument: {unknown}";
        if (names.Distinct().Count() < names.Count)
            return "an argument is given twice";
        if (request.Text("model") is not { Length: > 0 })
            return "'model' is missing";
        return RefusalOfStream(request)
            ?? (request.TryGetProperty("tools", out var tools) ? StrictTools.Refusal(tools) : null)
            ?? RefusalOfMessages(request, alternate);
    }

    private static string? RefusalOfStream(JsonElement request)
    {
        var streams = false;
        if (request.TryGetProperty("stream", out var stream))
        {
            if (stream.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
                return "'stream' is not a boolean";
            streams = stream.ValueKind == JsonValueKind.True;
        }
        if (!streams && request.TryGetProperty("stream_options", out _))
            return "'stream_options' is only allowed when 'stream' is true";
        if (
            request.TryGetProperty("temperature", out var temperature)
            && !(temperature.ValueKind == JsonValueKind.Number && temperature.GetDouble() is >= 0 and <= 2)
        )
            return "'temperature' is not a number from 0 to 2";
        return null;
    }

    private static string? RefusalOfMessages(JsonElement request, bool alternate)
    {
        if (
            !request.TryGetProperty("messages", out var messages)
            || messages.ValueKind != JsonValueKind.Array
            || messages.GetArrayLength() == 0
        )
            return "'messages' is missing or empty";
        var open = new HashSet<string>();
        var seen = new HashSet<string>();
        string? before = null;
        var index = 0;
        foreach (var message in messages.EnumerateArray())
        {
            if (RefusalOf(message, before, open, seen, alternate) is { } refusal)
                return $"messages[{index}]: {refusal}";
            before = message.Text("role") == "developer" ? "system" : message.Text("role");
            index++;
        }
        if (open.Count > 0)
            return $"no tool message answers the tool_call_id {open.First()}";
        return before is "user" or "tool" ? null : $"the last message must be from user or tool, not from {before}";
    }

    private static string? RefusalOf(
        JsonElement message,
        string? before,
        HashSet<string> open,
        HashSet<string> seen,
        bool alternate
    )
    {
        if (message.ValueKind != JsonValueKind.Object)
            return "not an object";
        if (message.EnumerateObject().Select(f => f.Name).FirstOrDefault(f => !MessageFields.Contains(f)) is { } field)
            return $"unrecognized field {field}";
        var role = message.Text("role");
        var hasCalls = message.TryGetProperty("tool_calls", out var calls);
        if (open.Count > 0 && role != "tool")
            return $"the tool_call_id {open.First()} has no tool message before this {role} message";
        if (hasCalls && role != "assistant")
            return $"a {role} message cannot have tool_calls";
        if (RefusalOfContent(message, role, hasCalls) is { } refusal)
            return refusal;
        return role switch
        {
            "system" or "developer" when before is not null => "the system message must be the first, and the only one",
            "system" or "developer" => null,
            "user" when alternate && before == "user" => "roles must alternate user/assistant",
            "user" => null,
            "assistant" when before is null or "system" => "the first message after system must be from the user",
            "assistant" when before == "assistant" => "two assistant messages in a row",
            "assistant" => hasCalls ? RefusalOfCalls(calls, open, seen) : null,
            "tool" when message.Text("tool_call_id") is not { } id => "a tool message without tool_call_id",
            "tool" when !open.Remove(message.Text("tool_call_id")!) =>
                $"tool_call_id {message.Text("tool_call_id")} answers no call of the preceding assistant message",
            "tool" => null,
            _ => $"unknown role {role}",
        };
    }

    private static string? RefusalOfContent(JsonElement message, string? role, bool hasCalls)
    {
        var content = message.TryGetProperty("content", out var value) ? value : default;
        var mayBeEmpty = role == "tool" || (role == "assistant" && hasCalls);
        return content.ValueKind switch
        {
            JsonValueKind.String when mayBeEmpty || content.GetString() is { Length: > 0 } => null,
            JsonValueKind.String => $"empty {role} message",
            JsonValueKind.Undefined or JsonValueKind.Null when role == "assistant" && hasCalls => null,
            JsonValueKind.Array
                when content.GetArrayLength() > 0
                    && content.EnumerateArray().All(p => p.Text("type") == "text" && p.Text("text") is not null) =>
                null,
            _ => "'content' is neither a string nor a list of text parts",
        };
    }

    private static string? RefusalOfCalls(JsonElement calls, HashSet<string> open, HashSet<string> seen)
    {
        if (calls.ValueKind != JsonValueKind.Array || calls.GetArrayLength() == 0)
            return "'tool_calls' is not a list, or empty";
        foreach (var call in calls.EnumerateArray())
        {
            if (call.Text("id") is not { Length: > 0 } id)
                return "a call without id";
            if (!seen.Add(id))
                return $"the call id {id} is used twice";
            open.Add(id);
            if (call.Text("type") != "function" || !call.TryGetProperty("function", out var function))
                return $"call {id} is no function";
            if (function.Text("name") is not { } name || !FunctionName().IsMatch(name))
                return $"call {id}: the function name does not match ^[a-zA-Z0-9_-]{{1,64}}$";
            if (function.Text("arguments") is not { } arguments)
                return $"call {id}: 'arguments' is not a string";
            if (!IsJsonObject(arguments))
                return $"call {id}: 'arguments' is not a JSON object";
        }
        return null;
    }

    private static bool IsJsonObject(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    [GeneratedRegex("^[a-zA-Z0-9_-]{1,64}$")]
    internal static partial Regex FunctionName();
}
