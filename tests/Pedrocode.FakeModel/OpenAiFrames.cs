using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Pedrocode.FakeModel;

/// <summary>A reply as the JSON of its stream events, in the shape a fault gives it.</summary>
internal sealed class OpenAiFrames(Chat chat, FakeReply reply, FaultKind? shape, Func<string> newCallId)
{
    private readonly string _opening =
        $$"""{"id":"chatcmpl-{{chat.Rounds + 1}}","object":"chat.completion.chunk","created":1790000000,"model":{{Quoted(chat.Model)}},"choices":[{"index":0,"delta":""";

    private int _sent;

    public static IEnumerable<Frame> Of(Chat chat, FakeReply reply, FaultKind? shape, Func<string> newCallId) =>
        new OpenAiFrames(chat, reply, shape, newCallId).All();

    public static string Quoted(string text) => $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text)}\"";

    private IEnumerable<Frame> All()
    {
        yield return Delta(
            FramePart.Role,
            shape == FaultKind.NullFields
                ? """{"role":"assistant","content":null,"reasoning_content":null,"tool_calls":null,"function_call":null,"refusal":null}"""
                : """{"role":"assistant","content":""}"""
        );
        foreach (var token in Tokens(chat.Fill(reply.Reasoning ?? ""), reply.TokenChars))
            yield return Delta(FramePart.Token, $$$"""{"reasoning_content":{{{Quoted(token)}}}}""");
        foreach (var frame in TextFrames())
            yield return frame;
        for (var index = 0; index < reply.Calls.Count; index++)
            foreach (var frame in CallFrames(reply.Calls[index], index))
                yield return frame;
        if (shape is FaultKind.DropInCall or FaultKind.EndInCall)
            yield return new Frame(FramePart.Break, []);
        if (shape != FaultKind.MissingFinish)
            yield return Delta(FramePart.Finish, "{}", Finish());
        yield return new Frame(FramePart.Usage, Encoding.UTF8.GetBytes(UsageChunk()));
    }

    private string Finish() =>
        shape == FaultKind.LengthInCall ? "length" : reply.Finish ?? (reply.Calls.Count > 0 ? "tool_calls" : "stop");

    private IEnumerable<Frame> TextFrames()
    {
        var tokens = Tokens(chat.Fill(reply.Text), reply.TokenChars).ToList();
        if (shape == FaultKind.SplitSurrogates)
        {
            foreach (var half in tokens.SelectMany(token => token))
                yield return Delta(FramePart.Token, $$"""{"content":"\u{{(int)half:x4}}"}""");
            yield break;
        }
        var frames = tokens.ConvertAll(token => Delta(FramePart.Token, $$$"""{"content":{{{Quoted(token)}}}}"""));
        if (shape == FaultKind.BadUtf8)
            frames = frames.ConvertAll(WithBadByte);
        for (var time = 0; time < reply.Repeat; time++)
            foreach (var frame in frames)
            {
                _sent++;
                yield return frame;
            }
    }

    private IEnumerable<Frame> CallFrames(FakeCall call, int index)
    {
        var arguments = chat.Fill(call.Arguments, escape: true);
        var start =
            (shape == FaultKind.NoIndex ? "" : $"\"index\":{IndexOf(index)},") + IdOf(call) + "\"type\":\"function\",";
        var next = shape == FaultKind.NoIndex ? "" : $"\"index\":{IndexOf(index)},";
        var name = $"\"name\":{Quoted(call.Name)}";
        if (shape is FaultKind.ArgumentsAsObject or FaultKind.WholeCalls)
        {
            var value = shape == FaultKind.WholeCalls ? Quoted(arguments) : arguments;
            yield return CallDelta($$$"""{{{start}}}"function":{{{{name}}},"arguments":{{{value}}}}""");
            yield break;
        }
        yield return CallDelta($$"""{{start}}"function":{{{name}},"arguments":""}""");
        var tokens = Tokens(arguments, reply.TokenChars).ToList();
        var cut = shape is FaultKind.DropInCall or FaultKind.EndInCall or FaultKind.LengthInCall;
        if (cut && index == reply.Calls.Count - 1)
            tokens = tokens[..(tokens.Count / 2)];
        var again = shape == FaultKind.NameRepeated ? name + "," : "";
        foreach (var token in tokens)
            yield return CallDelta($$$"""{{{next}}}"function":{{{{again}}}"arguments":{{{Quoted(token)}}}}""");
    }

    private long IndexOf(int index) =>
        shape switch
        {
            FaultKind.IndexGaps => (index * 1_000_000_000L) + 3,
            FaultKind.SameIndex => 0,
            _ => index,
        };

    private string IdOf(FakeCall call) =>
        shape switch
        {
            FaultKind.NoCallId => "",
            FaultKind.SameCallId => "\"id\":\"call_same\",",
            _ => $"\"id\":{Quoted(call.Id ?? newCallId())},",
        };

    private string UsageChunk()
    {
        var usage = reply.Usage ?? new FakeUsage(chat.Bytes / 4, _sent);
        return $$"""{"id":"chatcmpl-{{chat.Rounds + 1}}","object":"chat.completion.chunk","choices":[],"usage":{{usage.ToJson()}} }""";
    }

    private Frame CallDelta(string call) => Delta(FramePart.Token, $$$"""{"tool_calls":[{{{{call}}}}]}""");

    private Frame Delta(FramePart part, string delta, string? finish = null)
    {
        if (part == FramePart.Token)
            _sent++;
        var end = finish is null ? "null" : Quoted(finish);
        return new Frame(part, Encoding.UTF8.GetBytes($$$"""{{{_opening}}}{{{delta}}},"finish_reason":{{{end}}}}]}"""));
    }

    private static Frame WithBadByte(Frame frame)
    {
        var at = frame.Json.AsSpan().IndexOf("\"content\":\""u8) + "\"content\":\"".Length;
        return frame with { Json = [.. frame.Json[..at], 0xE2, .. frame.Json[at..]] };
    }

    private static IEnumerable<string> Tokens(string text, int chars)
    {
        for (var start = 0; start < text.Length; )
        {
            var end = Math.Min(start + Math.Max(chars, 1), text.Length);
            if (end < text.Length && char.IsHighSurrogate(text[end - 1]))
                end++;
            yield return text[start..end];
            start = end;
        }
    }
}
