using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Pedrocode.Core.Models;
using Pedrocode.Core.Models.Json;
using Pedrocode.Core.Models.Rescue;
using Pedrocode.Core.Tools.Edits;

namespace Pedrocode.Core.Agents;

/// <summary>
/// Calls that a model wrote as text where the server should have sent them as calls: taken out of a whole reply that has none of
/// its own. SEARCH/REPLACE blocks come last.
/// </summary>
internal static class LeakedCalls
{
    public static ModelReply Rescue(ModelReply reply, ImmutableArray<ToolDefinition> tools)
    {
        if (!reply.Calls.IsEmpty || reply.Text.Length == 0 || reply.Finish == FinishReason.Length)
        {
            return reply with { Calls = [.. reply.Calls.Select(call => Repaired(call, tools))] };
        }
        var read = ToolCallRescue.Find(reply.Text, tools, reasoningOpen: false);
        ImmutableArray<ToolCall> calls =
            read.IsCutOff || !read.Calls.IsEmpty ? [.. read.Calls.Select(Call)]
            : !read.UnknownTools.IsEmpty ? [.. read.UnknownTools.Select(Unknown)]
            : Edits(read.Content);
        calls = [.. calls.Select(call => Repaired(call, tools))];
        return reply with
        {
            Text = read.Content,
            Reasoning = string.Join(
                '\n',
                new[] { reply.Reasoning, read.Reasoning }.Where(static text => !string.IsNullOrEmpty(text))
            )
                is { Length: > 0 } thoughts
                ? thoughts
                : null,
            Calls = calls,
            Finish =
                read.IsCutOff ? FinishReason.Length
                : calls.IsEmpty ? reply.Finish
                : FinishReason.ToolCalls,
        };
    }

    /// <summary>What is wrong with edits that a reply without calls holds as text; null where it holds none.</summary>
    public static string? WrongBlocks(string text) =>
        SearchReplaceBlocks.Read(text) is BlocksMalformed { Reason: var reason } ? reason : null;

    /// <summary>
    /// With arguments that are JSON where they could be made so, under the tool's own names: the conversation shows the model what was
    /// executed, and it learns that form. What had to be closed stays as it came: such a call counts as cut off.
    /// </summary>
    private static ToolCall Repaired(ToolCall call, ImmutableArray<ToolDefinition> tools) =>
        JsonRepair.Read(call.Arguments) is { WasOpen: false, Json: ['{', ..] } repaired
            ? call with
            {
                Arguments = tools.FirstOrDefault(tool => tool.Name == call.Name) is { } known
                    ? ArgumentNames.Own(repaired.Json, known.Parameters)
                    : repaired.Json,
            }
            : call;

    /// <summary>A call of a tool there is not: it is answered with the nearest name.</summary>
    private static ToolCall Unknown(string name, int index) => new($"text_{index + 1}", name, "{}");

    private static ToolCall Call(RescuedCall call, int index) => new($"text_{index + 1}", call.Name, call.Arguments);

    private static ImmutableArray<ToolCall> Edits(string text) =>
        SearchReplaceBlocks.Read(text) is BlocksFound { Blocks.IsEmpty: false } found
            ?
            [
                .. found.Blocks.Select(
                    static (block, index) =>
                        new ToolCall(
                            $"text_{index + 1}",
                            block.Search.Length == 0 ? "write_file" : "code_edit",
                            Arguments(block)
                        )
                ),
            ]
            : [];

    private static string Arguments(SearchReplaceBlock block)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("file", block.Path);
            if (block.Search.Length == 0)
            {
                writer.WriteString("content", block.Replace);
            }
            else
            {
                writer.WriteString("old", block.Search);
                writer.WriteString("new", block.Replace);
            }
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
