namespace Pedrocode.Core.Models.Rescue;

/// <summary>
/// Finds the tool calls in a model's raw text, in every format that local models leak, and keeps reasoning apart. What is quoted,
/// reasoned, unknown or cut off is not a call: a wrong rescue is worse than none.
/// </summary>
public static class ToolCallRescue
{
    /// <param name="reasoningOpen">The prompt ended inside the model's reasoning, so the text begins there.</param>
    public static RescuedReply Find(string text, IReadOnlyList<ToolDefinition> tools, bool reasoningOpen)
    {
        var reading = new Reading(text, new KnownTools(tools));
        return !reasoningOpen && HarmonyReply.Speaks(text)
            ? HarmonyReply.Read(reading)
            : new ReplyReader(reading).Read(reasoningOpen);
    }
}
