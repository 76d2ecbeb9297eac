namespace Pedrocode.FakeModel;

internal static class Templates
{
    /// <summary>The text with its <c>{{...}}</c> filled from the conversation; <paramref name="escape"/>: for the inside of a JSON string.</summary>
    public static string Fill(this Chat chat, string text, bool escape = false)
    {
        if (!text.Contains("{{", StringComparison.Ordinal))
            return text;
        string Of(string value) => escape ? OpenAiFrames.Quoted(value)[1..^1] : value;
        return text.Replace("{{round}}", (chat.Rounds + 1).ToString(), StringComparison.Ordinal)
            .Replace("{{tool_results}}", chat.ToolResults.ToString(), StringComparison.Ordinal)
            .Replace("{{task}}", Of(chat.Task), StringComparison.Ordinal)
            .Replace("{{last}}", Of(chat.Last.Text), StringComparison.Ordinal);
    }
}
