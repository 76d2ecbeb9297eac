namespace Pedrocode.FakeModel;

/// <summary>A reply as one JSON object, for requests that want no stream.</summary>
internal static class WholeCompletion
{
    public static string Of(Chat chat, FakeReply reply, Func<string> newCallId)
    {
        var text = string.Concat(Enumerable.Repeat(chat.Fill(reply.Text), reply.Repeat));
        var calls = reply.Calls.Select(call => CallOf(chat, call, newCallId));
        var reasoning = reply.Reasoning is { } thought
            ? $",\"reasoning_content\":{OpenAiFrames.Quoted(chat.Fill(thought))}"
            : "";
        var toolCalls = reply.Calls.Count > 0 ? $",\"tool_calls\":[{string.Join(',', calls)}]" : "";
        var content = text.Length == 0 && reply.Calls.Count > 0 ? "null" : OpenAiFrames.Quoted(text);
        var finish = reply.Finish ?? (reply.Calls.Count > 0 ? "tool_calls" : "stop");
        var usage = reply.Usage ?? new FakeUsage(chat.Bytes / 4, (text.Length / 4) + 1);
        var message = $$"""{"role":"assistant","content":{{content}}{{reasoning}}{{toolCalls}} }""";
        var choice = $$"""{"index":0,"message":{{message}},"finish_reason":{{OpenAiFrames.Quoted(finish)}} }""";
        var head =
            $$""" "id":"chatcmpl-{{chat.Rounds + 1}}","object":"chat.completion","created":1790000000,"model":{{OpenAiFrames.Quoted(chat.Model)}}""";
        return $$"""{{{head}},"choices":[{{choice}}],"usage":{{usage.ToJson()}} }""";
    }

    private static string CallOf(Chat chat, FakeCall call, Func<string> newCallId)
    {
        var arguments = OpenAiFrames.Quoted(chat.Fill(call.Arguments, escape: true));
        var function = $$"""{"name":{{OpenAiFrames.Quoted(call.Name)}},"arguments":{{arguments}} }""";
        var id = OpenAiFrames.Quoted(call.Id ?? newCallId());
        return $$"""{"id":{{id}},"type":"function","function":{{function}} }""";
    }
}
