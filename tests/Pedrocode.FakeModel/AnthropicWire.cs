using System.Text;

namespace Pedrocode.FakeModel;

/// <summary>Events of the Messages API.</summary>
internal sealed class AnthropicWire : FakeWire
{
    public override Frame? Done =>
        new Frame(FramePart.Usage, """{"type":"message_stop"}"""u8.ToArray(), "message_stop");

    public override int AfterText => "\"}}\n\n".Length;

    public override IEnumerable<Frame> Frames(Chat chat, FakeReply reply, FaultKind? shape, Func<string> newCallId)
    {
        var usage = reply.Usage ?? new FakeUsage(chat.Bytes / 4, 1);
        yield return Event(
            FramePart.Role,
            "message_start",
            $$$"""{"type":"message_start","message":{"id":"msg_{{{chat.Rounds + 1}}}","type":"message","role":"assistant","content":[],"model":{{{Quoted(chat.Model)}}},"stop_reason":null,"stop_sequence":null,"usage":{{{Usage(usage, output: 1)}}}}}"""
        );
        yield return Event(FramePart.Role, "ping", """{"type":"ping"}""");
        var index = 0;
        foreach (var frame in Block(ref index, reply.Reasoning, "thinking", "thinking", reply, chat))
            yield return frame;
        foreach (var frame in TextBlock(ref index, reply, chat))
            yield return frame;
        for (var number = 0; number < reply.Calls.Count; number++)
            foreach (var frame in CallFrames(chat, reply, number, index + number, shape, newCallId))
                yield return frame;
        if (shape is FaultKind.DropInCall or FaultKind.EndInCall)
            yield return new Frame(FramePart.Break, []);
        var reason =
            shape == FaultKind.LengthInCall
                ? "max_tokens"
                : reply.Finish ?? (reply.Calls.Count > 0 ? "tool_use" : "end_turn");
        if (shape != FaultKind.MissingFinish)
            yield return Event(
                FramePart.Finish,
                "message_delta",
                $$$"""{"type":"message_delta","delta":{"stop_reason":{{{Quoted(reason)}}},"stop_sequence":null},"usage":{"output_tokens":{{{usage.Completion}}}}}"""
            );
    }

    public override string Whole(Chat chat, FakeReply reply, Func<string> newCallId)
    {
        var usage = reply.Usage ?? new FakeUsage(chat.Bytes / 4, 1);
        var blocks = new List<string>();
        if (reply.Reasoning is { } thought)
            blocks.Add($$"""{"type":"thinking","thinking":{{Quoted(chat.Fill(thought))}},"signature":"c2ln"}""");
        if (reply.Text.Length > 0)
            blocks.Add(
                $$"""{"type":"text","text":{{Quoted(string.Concat(Enumerable.Repeat(chat.Fill(reply.Text), reply.Repeat)))}}}"""
            );
        foreach (var call in reply.Calls)
            blocks.Add(
                $$"""{"type":"tool_use","id":{{Quoted(call.Id ?? newCallId())}},"name":{{Quoted(call.Name)}},"input":{{chat.Fill(call.Arguments, escape: true)}}}"""
            );
        var reason = reply.Finish ?? (reply.Calls.Count > 0 ? "tool_use" : "end_turn");
        return $$"""{"id":"msg_1","type":"message","role":"assistant","content":[{{string.Join(',', blocks)}}],"model":{{Quoted(chat.Model)}},"stop_reason":{{Quoted(reason)}},"stop_sequence":null,"usage":{{Usage(usage, usage.Completion)}}}""";
    }

    public override string Error(int status, string message)
    {
        var type = status switch
        {
            400 => "invalid_request_error",
            401 => "authentication_error",
            403 => "permission_error",
            404 => "not_found_error",
            413 => "request_too_large",
            429 => "rate_limit_error",
            529 => "overloaded_error",
            _ => "api_error",
        };
        return $$$"""{"type":"error","error":{"type":"{{{type}}}","message":{{{Quoted(message)}}}},"request_id":"req_1"}""";
    }

    public override string Saying(string text) =>
        $"event: content_block_delta\ndata: {{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{{\"type\":\"text_delta\",\"text\":\"{text}\"}}}}\n\n";

    public override string Broken(FaultKind kind, string? body) =>
        kind switch
        {
            FaultKind.CutLine => "event: content_block_delta\ndata: {\"type\":\"content_block_del",
            FaultKind.BadJson =>
                "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"delta\":}\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n",
            FaultKind.ErrorLine => $"error: {body ?? Error(500, "the model crashed")}\n\n",
            FaultKind.ErrorObject => $"data: {body ?? Error(500, "the model crashed")}\n\n",
            _ => $"event: error\ndata: {body ?? Error(529, "the model crashed")}\n\n",
        };

    private static Frame Event(FramePart part, string name, string json) =>
        new(part, Encoding.UTF8.GetBytes(json), name);

    private static List<Frame> TextBlock(ref int index, FakeReply reply, Chat chat) =>
        Block(
            ref index,
            reply.Text.Length == 0 ? null : string.Concat(Enumerable.Repeat(reply.Text, reply.Repeat)),
            "text",
            "text",
            reply,
            chat
        );

    private static List<Frame> Block(ref int index, string? text, string type, string field, FakeReply reply, Chat chat)
    {
        var frames = new List<Frame>();
        if (text is null)
            return frames;
        var at = index++;
        frames.Add(Started(at, $$"""{"type":"{{type}}","{{field}}":""}"""));
        foreach (var token in Tokens(chat.Fill(text), reply.TokenChars))
            frames.Add(Delta(at, $$"""{"type":"{{type}}_delta","{{field}}":{{Quoted(token)}}}"""));
        frames.Add(Stopped(at));
        return frames;
    }

    private static IEnumerable<Frame> CallFrames(
        Chat chat,
        FakeReply reply,
        int number,
        int index,
        FaultKind? shape,
        Func<string> newCallId
    )
    {
        var call = reply.Calls[number];
        var id = shape == FaultKind.SameCallId ? "toolu_same" : call.Id ?? newCallId();
        var idField = shape == FaultKind.NoCallId ? "" : $"\"id\":{Quoted(id)},";
        yield return Started(
            index,
            $$$"""{"type":"tool_use",{{{idField}}}"name":{{{Quoted(call.Name)}}},"input":{}}"""
        );
        yield return Delta(index, """{"type":"input_json_delta","partial_json":""}""");
        var tokens = Tokens(chat.Fill(call.Arguments, escape: true), reply.TokenChars).ToList();
        var isCut = shape is FaultKind.DropInCall or FaultKind.EndInCall or FaultKind.LengthInCall;
        if (isCut && number == reply.Calls.Count - 1)
            tokens = tokens[..(tokens.Count / 2)];
        foreach (var token in tokens)
            yield return Delta(index, $$"""{"type":"input_json_delta","partial_json":{{Quoted(token)}}}""");
        yield return Stopped(index);
    }

    private static Frame Started(int index, string block) =>
        Event(
            FramePart.Role,
            "content_block_start",
            $$"""{"type":"content_block_start","index":{{index}},"content_block":{{block}}}"""
        );

    private static Frame Delta(int index, string delta) =>
        Event(
            FramePart.Token,
            "content_block_delta",
            $$"""{"type":"content_block_delta","index":{{index}},"delta":{{delta}}}"""
        );

    private static Frame Stopped(int index) =>
        Event(FramePart.Role, "content_block_stop", $$"""{"type":"content_block_stop","index":{{index}}}""");

    private static string Usage(FakeUsage usage, int output) =>
        $$"""{"input_tokens":{{usage.Prompt - usage.Cached}},"cache_creation_input_tokens":0,"cache_read_input_tokens":{{usage.Cached}},"output_tokens":{{output}}}""";
}
