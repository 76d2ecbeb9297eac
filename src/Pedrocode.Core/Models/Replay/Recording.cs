using System.Collections.Immutable;
using System.Text.Json;

namespace Pedrocode.Core.Models.Replay;

/// <summary>
/// Replies of a model, one JSON object a line; empty lines and lines that begin with <c>//</c> are skipped:
/// <code>
/// {"match":{"task":"fix the test","replies":0},
///  "reply":{"text":"I look.","reasoning":"hm","calls":[{"name":"bash","arguments":{"command":"ls"},"id":"c1"}],
///           "finish":"tool_calls","usage":{"prompt":900,"completion":20,"cached":640}},
///  "pace":{"first_ms":700,"token_ms":25}}
/// </code>
/// Everything but <c>reply</c> may be absent, and so may everything in it. <c>match.task</c>: what the first message of the user
/// contains. <c>match.replies</c>: how many replies of the model the conversation holds; without it the first record of a
/// task is its first reply, the second its second, and so on. Arguments are an object or the text itself.
/// </summary>
public sealed record Recording(string Name, ImmutableArray<RecordedReply> Replies)
{
    /// <param name="name">What the recording is called in messages: its file.</param>
    public static Recording Parse(string name, string text)
    {
        var replies = ImmutableArray.CreateBuilder<RecordedReply>();
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line) || line.StartsWith("//", StringComparison.Ordinal))
                continue;
            try
            {
                using var json = JsonDocument.Parse(line);
                var reply = RecordedReply.Read(json.RootElement);
                replies.Add(reply with { After = reply.After ?? replies.Count(other => other.Task == reply.Task) });
            }
            catch (Exception e)
                when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
            {
                throw new UserError($"{name}, line {number}: no recorded reply", e.Message);
            }
        }
        return new Recording(name, replies.ToImmutable());
    }

    /// <summary>The reply for a conversation; null where none was recorded.</summary>
    public RecordedReply? For(ModelRequest request)
    {
        var task = request.Messages.OfType<UserMessage>().FirstOrDefault()?.Text ?? "";
        var replies = request.Messages.OfType<AssistantMessage>().Count();
        return Replies.FirstOrDefault(reply =>
            reply.After == replies && (reply.Task is null || task.Contains(reply.Task, StringComparison.Ordinal))
        );
    }
}

/// <param name="Task">What the task must contain; null: any.</param>
/// <param name="After">So many replies stand before it in the conversation.</param>
/// <param name="Reply">Its calls have empty ids where none were recorded.</param>
public sealed record RecordedReply(string? Task, int? After, ModelReply Reply)
{
    public TimeSpan BeforeFirst { get; init; }

    public TimeSpan PerToken { get; init; }

    internal static RecordedReply Read(JsonElement record)
    {
        var reply = record.GetProperty("reply");
        var match = Optional(record, "match");
        var pace = Optional(record, "pace");
        ImmutableArray<ToolCall> calls = Optional(reply, "calls") is { } list
            ? [.. list.EnumerateArray().Select(CallOf)]
            : [];
        return new RecordedReply(TextOf(match, "task"), NumberOf(match, "replies"), ReplyOf(reply, calls))
        {
            BeforeFirst = TimeSpan.FromMilliseconds(NumberOf(pace, "first_ms") ?? 0),
            PerToken = TimeSpan.FromMilliseconds(NumberOf(pace, "token_ms") ?? 0),
        };
    }

    private static ModelReply ReplyOf(JsonElement reply, ImmutableArray<ToolCall> calls) =>
        new(TextOf(reply, "text") ?? "", calls, FinishOf(TextOf(reply, "finish"), calls))
        {
            Reasoning = TextOf(reply, "reasoning"),
            Usage = Optional(reply, "usage") is { } usage
                ? new TokenUsage(
                    NumberOf(usage, "prompt") ?? 0,
                    NumberOf(usage, "completion") ?? 0,
                    NumberOf(usage, "cached") ?? 0
                )
                : null,
        };

    private static FinishReason FinishOf(string? finish, ImmutableArray<ToolCall> calls) =>
        finish switch
        {
            null => calls.IsEmpty ? FinishReason.Stop : FinishReason.ToolCalls,
            "stop" => FinishReason.Stop,
            "tool_calls" => FinishReason.ToolCalls,
            "length" => FinishReason.Length,
            "content_filter" => FinishReason.ContentFilter,
            _ => FinishReason.Unknown,
        };

    private static ToolCall CallOf(JsonElement call)
    {
        var arguments = call.GetProperty("arguments");
        return new ToolCall(
            TextOf(call, "id") ?? "",
            call.GetProperty("name").GetString()!,
            arguments.ValueKind == JsonValueKind.String ? arguments.GetString()! : arguments.GetRawText()
        );
    }

    private static JsonElement? Optional(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static string? TextOf(JsonElement? element, string name) =>
        element is { } parent && Optional(parent, name) is { } value ? value.GetString() : null;

    private static int? NumberOf(JsonElement? element, string name) =>
        element is { } parent && Optional(parent, name) is { } value ? value.GetInt32() : null;
}
