using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Pedrocode.Core.Models.Json;

namespace Pedrocode.Core.Models.Wires;

/// <summary>
/// A request for a server that takes no tools: they stand in the prompt, calls and their results are text between tags that most
/// models have seen. Each message becomes the same text in every request, so that a request stays the beginning of the next.
/// </summary>
internal static class DescribedTools
{
    private const string ResultTag = "<tool_response";

    public static ModelRequest In(ModelRequest request) =>
        request.Tools.IsEmpty
            ? request
            : request with
            {
                Tools = [],
                Messages = [.. Texts(request)],
                // Models go on with the results they expect.
                StopsAt = ResultTag,
            };

    private static IEnumerable<ChatMessage> Texts(ModelRequest request)
    {
        var said = new StringBuilder();
        foreach (var message in request.Messages)
        {
            switch (message)
            {
                case UserMessage user:
                    Add(said, user.Text);
                    continue;
                case ToolMessage result:
                    Add(
                        said,
                        $"{ResultTag} name=\"{RequestJson.SendableName(result.Tool)}\">\n{result.Text}\n</tool_response>"
                    );
                    continue;
            }
            if (said.Length > 0)
            {
                yield return new UserMessage(said.ToString());
                said.Clear();
            }
            yield return message switch
            {
                SystemMessage system => new SystemMessage($"{system.Text}\n\n{Described(request.Tools)}"),
                AssistantMessage assistant => new AssistantMessage(WithCalls(assistant), [], assistant.Reasoning),
                _ => throw new NotSupportedException(message.GetType().Name),
            };
        }
        if (said.Length > 0)
        {
            yield return new UserMessage(said.ToString());
        }
    }

    /// <summary>What comes between two replies is one message: many templates refuse two of the user in a row.</summary>
    private static void Add(StringBuilder said, string text) => said.Append(said.Length > 0 ? "\n\n" : "").Append(text);

    private static string Described(ImmutableArray<ToolDefinition> tools)
    {
        using var first = JsonDocument.Parse(tools[0].Parameters);
        var text = new StringBuilder(
            "To call a tool, end your reply with one or more of these, in exactly this form:\n"
        );
        AddCall(text, tools[0].Name, SchemaExample.Of(first.RootElement));
        text.Append("\nThe results come with the next message. The tools, each with the JSON schema of its arguments:");
        foreach (var tool in tools)
        {
            text.Append($"\n{tool.Name}: {tool.Description.Trim()} {tool.Parameters}");
        }
        return text.ToString();
    }

    private static string WithCalls(AssistantMessage said)
    {
        if (said.Calls.IsEmpty)
        {
            return said.Text;
        }
        var text = new StringBuilder(said.Text.TrimEnd());
        foreach (var call in said.Calls)
        {
            text.Append(text.Length > 0 ? "\n" : "");
            AddCall(text, RequestJson.SendableName(call.Name), RequestJson.SendableArguments(call.Arguments));
        }
        return text.ToString();
    }

    private static void AddCall(StringBuilder text, string tool, string arguments) =>
        text.Append($"<tool_call>\n{{\"name\": \"{tool}\", \"arguments\": {arguments}}}\n</tool_call>");
}
