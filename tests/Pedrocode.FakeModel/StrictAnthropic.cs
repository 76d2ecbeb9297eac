using System.Text.Json;
using System.Text.RegularExpressions;

namespace Pedrocode.FakeModel;

/// <summary>What the Messages API refuses, and what it makes of a sound request.</summary>
internal static partial class StrictAnthropic
{
    private static readonly HashSet<string> Parameters =
    [
        "model",
        "max_tokens",
        "stream",
        "temperature",
        "cache_control",
        "tools",
        "tool_choice",
        "system",
        "messages",
        "thinking",
        "stop_sequences",
        "metadata",
    ];

    /// <summary>Null where the request is sound.</summary>
    public static string? Refusal(JsonElement request)
    {
        if (request.ValueKind != JsonValueKind.Object)
            return "the request is not an object";
        if (
            request.EnumerateObject().Select(p => p.Name).FirstOrDefault(name => !Parameters.Contains(name)) is
            { } extra
        )
            return $"{extra}: Extra inputs are not permitted";
        if (request.Text("model") is not { Length: > 0 })
            return "model: Field required";
        if (!request.TryGetProperty("max_tokens", out var most) || most.ValueKind != JsonValueKind.Number)
            return "max_tokens: Field required";
        if (
            request.TryGetProperty("temperature", out var temperature)
            && !(temperature.ValueKind == JsonValueKind.Number && temperature.GetDouble() is >= 0 and <= 1)
        )
            return "temperature: range: 0..1";
        return RefusalOfTools(request) ?? RefusalOfMessages(request);
    }

    public static Chat Read(JsonElement request, int bytes)
    {
        var messages = new List<Message>();
        if (request.TryGetProperty("system", out var system))
            messages.Add(
                new Message("system", string.Concat(system.EnumerateArray().Select(b => b.Text("text"))), null, [])
            );
        foreach (var message in request.GetProperty("messages").EnumerateArray())
            messages.AddRange(MessagesOf(message));
        return new Chat
        {
            Model = request.GetProperty("model").GetString()!,
            Streams = request.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True,
            Messages = messages,
            Offers = request.TryGetProperty("tools", out var tools)
                ? tools.EnumerateArray().Select(tool => tool.Text("name")!).ToHashSet()
                : [],
            Bytes = bytes,
        };
    }

    private static IEnumerable<Message> MessagesOf(JsonElement message)
    {
        var text = "";
        var calls = new List<FakeCall>();
        foreach (var block in message.GetProperty("content").EnumerateArray())
            switch (block.Text("type"))
            {
                case "text":
                    text += block.Text("text");
                    break;
                case "tool_use":
                    calls.Add(
                        new FakeCall(block.Text("name")!, block.GetProperty("input").GetRawText(), block.Text("id"))
                    );
                    break;
                case "tool_result":
                    yield return new Message("tool", block.Text("content") ?? "", block.Text("tool_use_id"), []);
                    break;
                default:
                    break;
            }
        if (text.Length > 0 || calls.Count > 0)
            yield return new Message(message.Text("role")!, text, null, calls);
    }

    private static string? RefusalOfTools(JsonElement request)
    {
        if (!request.TryGetProperty("tools", out var tools))
            return null;
        foreach (var tool in tools.EnumerateArray())
        {
            if (tool.Text("name") is not { } name || !StrictOpenAi.FunctionName().IsMatch(name))
                return "tools: name: String should match pattern";
            if (!tool.TryGetProperty("input_schema", out var schema) || schema.Text("type") != "object")
                return "tools: input_schema: Field required";
        }
        return null;
    }

    private static string? RefusalOfMessages(JsonElement request)
    {
        if (!request.TryGetProperty("messages", out var messages) || messages.GetArrayLength() == 0)
            return "messages: at least one message is required";
        var open = new HashSet<string>();
        var seen = new HashSet<string>();
        var isFirst = true;
        foreach (var message in messages.EnumerateArray())
        {
            var role = message.Text("role");
            if (role is not ("user" or "assistant") || (isFirst && role != "user"))
                return "messages: the first message must use the user role";
            isFirst = false;
            var content = message.GetProperty("content");
            if (content.ValueKind != JsonValueKind.Array || content.GetArrayLength() == 0)
                return "messages: all messages must have non-empty content";
            var results = new HashSet<string>();
            foreach (var block in content.EnumerateArray())
                if (RefusalOfBlock(block, role, results, seen) is { } refusal)
                    return $"messages: {refusal}";
            if (!results.SetEquals(open))
                return "messages: `tool_use` ids were found without `tool_result` blocks immediately after";
            open = [.. content.EnumerateArray().Where(b => b.Text("type") == "tool_use").Select(b => b.Text("id")!)];
        }
        return open.Count > 0 ? "messages: `tool_use` ids were found without `tool_result` blocks" : null;
    }

    private static string? RefusalOfBlock(JsonElement block, string role, HashSet<string> results, HashSet<string> seen)
    {
        switch (block.Text("type"))
        {
            case "text":
                return string.IsNullOrWhiteSpace(block.Text("text"))
                    ? "text content blocks must contain non-whitespace text"
                    : null;
            case "tool_use" when role == "assistant":
                if (block.Text("id") is not { } id || !Id().IsMatch(id) || !seen.Add(id))
                    return "tool_use.id: String should match pattern, and be unique";
                return block.TryGetProperty("input", out var input) && input.ValueKind == JsonValueKind.Object
                    ? null
                    : "tool_use.input: Input should be a valid dictionary";
            case "tool_result" when role == "user":
                return results.Add(block.Text("tool_use_id") ?? "") ? null : "tool_result twice";
            default:
                return $"a block of type {block.Text("type")} in a message of {role}";
        }
    }

    [GeneratedRegex("^[a-zA-Z0-9_-]{1,64}$")]
    private static partial Regex Id();
}
