using System.Text.Json.Serialization;

namespace Pedrocode.FakeModel;

/// <summary>How a reply goes wrong.</summary>
public sealed record Fault
{
    public required FaultKind Kind { get; init; }

    /// <summary>So many requests that fit the rule meet the fault, then the reply passes. Null: all.</summary>
    public int? Times { get; init; }

    public int Status { get; init; } = 500;

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The body of <see cref="FaultKind.Status"/>, <see cref="FaultKind.Body"/> and <see cref="FaultKind.Stream"/>, as it is sent.</summary>
    public string? Body { get; init; }

    /// <summary>In place of <see cref="Body"/>, for <see cref="FaultKind.Stream"/>: what is no text.</summary>
    [JsonIgnore]
    public byte[]? Bytes { get; init; }

    /// <summary>Tokens that pass before the stream goes wrong.</summary>
    public int After { get; init; } = 2;

    public static Fault Http(int status, string? body = null, int? times = null) =>
        new()
        {
            Kind = FaultKind.Status,
            Status = status,
            Body = body,
            Times = times,
        };

    public static Fault Stream(byte[] bytes) => new() { Kind = FaultKind.Stream, Bytes = bytes };

    public static Fault Stream(string body) => new() { Kind = FaultKind.Stream, Body = body };
}

public enum FaultKind
{
    // In place of the reply.

    /// <summary>A status with headers (Retry-After, Location) and a body.</summary>
    Status,

    /// <summary>The connection is reset before a byte of the answer.</summary>
    Reset,

    /// <summary>Not a byte, until the client leaves.</summary>
    Stall,

    /// <summary>The headers of the answer, then nothing, until the client leaves.</summary>
    StallAfterHead,

    /// <summary>200, and whatever stands in <see cref="Fault.Body"/>, as application/json.</summary>
    Body,

    /// <summary>200, and whatever stands in <see cref="Fault.Body"/>, as an event stream.</summary>
    Stream,
    Html,
    JsonError,
    Empty,
    NoChoices,

    /// <summary>A whole completion as JSON, though a stream was asked for.</summary>
    WholeJson,

    /// <summary>Content-Encoding gzip; some 300 KB that unpack to 300 MB.</summary>
    GzipBomb,

    /// <summary>The right stream, gzipped.</summary>
    Gzip,

    // In the stream.
    StallBetween,

    /// <summary>The connection closes after <see cref="Fault.After"/> tokens, the chunked body unfinished.</summary>
    DropInText,

    /// <summary>The same by a reset.</summary>
    ResetInText,

    /// <summary>The connection closes in the middle of the last call's arguments.</summary>
    DropInCall,

    /// <summary>The body ends properly in the middle of the last call's arguments.</summary>
    EndInCall,

    /// <summary>The body ends properly, with neither finish_reason nor [DONE].</summary>
    MissingEnd,

    /// <summary>The body ends in the middle of a data line.</summary>
    CutLine,
    BadJson,

    /// <summary><c>data: {"error": ...}</c>, then the end.</summary>
    ErrorObject,

    /// <summary><c>error: {...}</c>, then the end.</summary>
    ErrorLine,

    /// <summary><c>event: error</c>, then the end.</summary>
    ErrorEvent,
    EndlessStream,
    EndlessLine,
    EndlessComments,

    /// <summary>One valid data line of 10 MB.</summary>
    LongLine,

    // Only the shape.
    Crlf,
    MultiLineData,
    Comments,

    /// <summary>Packets end inside of characters.</summary>
    SplitUtf8,

    /// <summary>A byte that is no UTF-8 in each text token.</summary>
    BadUtf8,

    /// <summary>Surrogate pairs are cut in two tokens, as escapes.</summary>
    SplitSurrogates,

    /// <summary>[DONE], but no finish_reason.</summary>
    MissingFinish,

    /// <summary>finish_reason, but no [DONE].</summary>
    MissingDone,

    /// <summary>finish_reason, and then the connection stays open in silence.</summary>
    StallAfterFinish,
    NullFields,
    ArgumentsAsObject,
    NoCallId,
    SameCallId,
    IndexGaps,
    NoIndex,
    SameIndex,

    /// <summary>Each call in one piece, the name in every piece.</summary>
    WholeCalls,
    NameRepeated,

    /// <summary>finish_reason <c>length</c> in the middle of the last call's arguments.</summary>
    LengthInCall,
}
