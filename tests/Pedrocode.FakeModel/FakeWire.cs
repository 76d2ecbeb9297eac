using System.Text;

namespace Pedrocode.FakeModel;

/// <summary>How one protocol says a reply, whole, in pieces, or broken.</summary>
internal abstract class FakeWire
{
    public virtual string ContentType => "text/event-stream";

    /// <summary>What follows the last frame; null: nothing.</summary>
    public virtual Frame? Done => null;

    /// <summary>How many characters of <see cref="Saying"/> follow the text.</summary>
    public abstract int AfterText { get; }

    public abstract IEnumerable<Frame> Frames(Chat chat, FakeReply reply, FaultKind? shape, Func<string> newCallId);

    public abstract string Whole(Chat chat, FakeReply reply, Func<string> newCallId);

    /// <summary>The body of an error.</summary>
    public abstract string Error(int status, string message);

    /// <summary>One piece of text, as it goes over the wire.</summary>
    public abstract string Saying(string text);

    /// <summary>What ends a stream that goes wrong so.</summary>
    public abstract string Broken(FaultKind kind, string? body);

    /// <summary>A frame as it goes over the wire.</summary>
    public virtual string Text(Frame frame) =>
        $"{(frame.Event is { } name ? $"event: {name}\n" : "")}data: {Encoding.UTF8.GetString(frame.Json)}\n\n";

    public virtual void Add(HttpConnection http, Frame frame, FaultKind? shape, FramePiece piece)
    {
        var end = shape == FaultKind.Crlf ? "\r\n" : "\n";
        if (piece != FramePiece.End)
        {
            var head = shape == FaultKind.Comments ? ": keep-alive\n\nid: 7\nretry: 10\n" : "";
            var name = frame.Event is { } type ? $"event: {type}{end}" : "";
            http.Add(Encoding.UTF8.GetBytes($"{head}{name}data:{(shape == FaultKind.Comments ? "" : " ")}"));
        }
        if (shape == FaultKind.MultiLineData && frame.Json.AsSpan().IndexOf(",\""u8) is > 0 and var comma)
        {
            http.Add(frame.Json.AsSpan(0, comma + 1));
            http.Add("\ndata: "u8);
            http.Add(frame.Json.AsSpan(comma + 1));
        }
        else
        {
            http.Add(frame.Json);
        }
        if (piece != FramePiece.Start)
            http.Add(Encoding.UTF8.GetBytes(end + end));
    }

    protected static IEnumerable<string> Tokens(string text, int chars)
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

    protected static string Quoted(string text) => OpenAiFrames.Quoted(text);
}

internal enum FramePiece
{
    Whole,
    Start,
    End,
}

internal enum FramePart
{
    Role,
    Token,
    Finish,
    Usage,

    /// <summary>No data: here the stream breaks off.</summary>
    Break,
}

/// <param name="Event">The name of the event; null: none is sent.</param>
internal readonly record struct Frame(FramePart Part, byte[] Json, string? Event = null);
