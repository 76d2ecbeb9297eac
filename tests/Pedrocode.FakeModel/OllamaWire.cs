using System.Text;

namespace Pedrocode.FakeModel;

/// <summary>Lines of Ollama's <c>/api/chat</c>: a call comes whole, its arguments as an object.</summary>
internal sealed class OllamaWire : FakeWire
{
    private const string Time = "2026-11-23T12:00:00.123456Z";

    public override string ContentType => "application/x-ndjson";

    public override int AfterText => "\"},\"done\":false}\n".Length;

    public override IEnumerable<Frame> Frames(Chat chat, FakeReply reply, FaultKind? shape, Func<string> newCallId)
    {
        var sent = 0;
        foreach (var token in Tokens(chat.Fill(reply.Reasoning ?? ""), reply.TokenChars))
        {
            sent++;
            yield return Line(chat, $"\"content\":\"\",\"thinking\":{Quoted(token)}");
        }
        for (var time = 0; time < reply.Repeat; time++)
            foreach (var token in Tokens(chat.Fill(reply.Text), reply.TokenChars))
            {
                sent++;
                yield return WithBadByte(Line(chat, $"\"content\":{Quoted(token)}"), shape);
            }
        for (var index = 0; index < reply.Calls.Count; index++)
        {
            var call = reply.Calls[index];
            if (index == reply.Calls.Count - 1 && shape is FaultKind.DropInCall or FaultKind.EndInCall)
            {
                // A call is one line: what breaks off in it is a line cut in two.
                var line = Line(chat, Calls(chat, call, index, newCallId)).Json;
                yield return new Frame(FramePart.Token, line[..(line.Length / 2)], "cut");
                yield return new Frame(FramePart.Break, []);
            }
            sent++;
            yield return Line(chat, Calls(chat, call, index, newCallId, shape));
        }
        if (shape is FaultKind.MissingFinish or FaultKind.MissingDone)
            yield return new Frame(FramePart.Break, []);
        var finish = shape == FaultKind.LengthInCall ? "length" : reply.Finish ?? "stop";
        var usage = reply.Usage ?? new FakeUsage(chat.Bytes / 4, sent);
        yield return new Frame(
            FramePart.Finish,
            Encoding.UTF8.GetBytes(
                $"{Head(chat)}\"content\":\"\"}},\"done_reason\":{Quoted(finish)},\"done\":true,{Counts(usage)}}}"
            )
        );
    }

    public override string Whole(Chat chat, FakeReply reply, Func<string> newCallId)
    {
        var text = string.Concat(Enumerable.Repeat(chat.Fill(reply.Text), reply.Repeat));
        var thinking = reply.Reasoning is { } thought ? $",\"thinking\":{Quoted(chat.Fill(thought))}" : "";
        var calls =
            reply.Calls.Count == 0
                ? ""
                : $",\"tool_calls\":[{string.Join(',', reply.Calls.Select((call, index) => CallOf(chat, call, index, newCallId)))}]";
        var usage = reply.Usage ?? new FakeUsage(chat.Bytes / 4, (text.Length / 4) + 1);
        return $"{Head(chat)}\"content\":{Quoted(text)}{thinking}{calls}}},\"done_reason\":{Quoted(reply.Finish ?? "stop")},\"done\":true,{Counts(usage)}}}";
    }

    public override string Error(int status, string message) => $"{{\"error\":{Quoted(message)}}}";

    public override string Saying(string text) =>
        $"{{\"model\":\"m\",\"created_at\":\"{Time}\",\"message\":{{\"role\":\"assistant\",\"content\":\"{text}\"}},\"done\":false}}\n";

    public override string Broken(FaultKind kind, string? body) =>
        kind switch
        {
            FaultKind.CutLine =>
                "{\"model\":\"m\",\"created_at\":\"2026-11-23T12:00:00Z\",\"message\":{\"role\":\"assist",
            FaultKind.BadJson => "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":},\"done\":true}\n",
            _ => $"{body ?? Error(500, "the model crashed")}\n",
        };

    public override string Text(Frame frame) =>
        Encoding.UTF8.GetString(frame.Json) + (frame.Event == "cut" ? "" : "\n");

    public override void Add(HttpConnection http, Frame frame, FaultKind? shape, FramePiece piece)
    {
        http.Add(frame.Json);
        if (piece != FramePiece.Start && frame.Event != "cut")
            http.Add(shape == FaultKind.Crlf ? "\r\n"u8 : "\n"u8);
    }

    private static string Head(Chat chat) =>
        $"{{\"model\":{Quoted(chat.Model)},\"created_at\":\"{Time}\",\"message\":{{\"role\":\"assistant\",";

    private static Frame Line(Chat chat, string fields) =>
        new(FramePart.Token, Encoding.UTF8.GetBytes($"{Head(chat)}{fields}}},\"done\":false}}"));

    private static string Calls(Chat chat, FakeCall call, int index, Func<string> newCallId, FaultKind? shape = null) =>
        $"\"content\":\"\",\"tool_calls\":[{CallOf(chat, call, index, newCallId, shape)}]";

    /// <summary>Older versions send neither id nor index.</summary>
    private static string CallOf(Chat chat, FakeCall call, int index, Func<string> newCallId, FaultKind? shape = null)
    {
        var id =
            shape is FaultKind.NoCallId ? ""
            : shape is FaultKind.SameCallId ? "\"id\":\"call_same\","
            : $"\"id\":{Quoted(call.Id ?? newCallId())},";
        var at = shape == FaultKind.NoIndex ? "" : $"\"index\":{index},";
        return $"{{{id}\"function\":{{{at}\"name\":{Quoted(call.Name)},\"arguments\":{chat.Fill(call.Arguments, escape: true)}}}}}";
    }

    private static string Counts(FakeUsage usage) =>
        $"\"total_duration\":5191566416,\"load_duration\":2154458,\"prompt_eval_count\":{usage.Prompt},\"prompt_eval_duration\":383809000,"
        + $"\"eval_count\":{usage.Completion},\"eval_duration\":4799921000";

    private static Frame WithBadByte(Frame frame, FaultKind? shape)
    {
        if (shape != FaultKind.BadUtf8)
            return frame;
        var at = frame.Json.AsSpan().IndexOf("\"content\":\""u8) + "\"content\":\"".Length;
        return frame with { Json = [.. frame.Json[..at], 0xE2, .. frame.Json[at..]] };
    }
}
