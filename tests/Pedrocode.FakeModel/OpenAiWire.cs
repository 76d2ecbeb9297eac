namespace Pedrocode.FakeModel;

/// <summary>Events of a chat completion.</summary>
internal sealed class OpenAiWire : FakeWire
{
    public override Frame? Done => new Frame(FramePart.Usage, "[DONE]"u8.ToArray());

    public override int AfterText => "\"},\"finish_reason\":null}]}\n\n".Length;

    public override IEnumerable<Frame> Frames(Chat chat, FakeReply reply, FaultKind? shape, Func<string> newCallId) =>
        OpenAiFrames.Of(chat, reply, shape, newCallId);

    public override string Whole(Chat chat, FakeReply reply, Func<string> newCallId) =>
        WholeCompletion.Of(chat, reply, newCallId);

    public override string Error(int status, string message) =>
        $$$"""{"error":{"message":{{{Quoted(message)}}},"type":"{{{(status < 500 ? "invalid_request_error" : "server_error")}}}","code":{{{status}}}}}""";

    public override string Saying(string text) =>
        $"data: {{\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"{text}\"}},\"finish_reason\":null}}]}}\n\n";

    public override string Broken(FaultKind kind, string? body) =>
        kind switch
        {
            FaultKind.CutLine => "data: {\"id\":\"chatcmpl-1\",\"choices\":[{\"index\":0,\"del",
            FaultKind.BadJson => "data: {\"choices\":[{\"delta\":{\"content\":}]\n\ndata: [DONE]\n\n",
            FaultKind.ErrorObject => $"data: {body ?? Error(500, "the model crashed")}\n\n",
            FaultKind.ErrorLine =>
                $"error: {body ?? """{"code":500,"message":"the model crashed","type":"server_error"}"""}\n\n",
            _ => $"event: error\ndata: {body ?? """{"message":"the model crashed"}"""}\n\n",
        };
}
