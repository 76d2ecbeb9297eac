namespace Pedrocode.Core.Models.Wires;

/// <summary>Collects a reply from what a wire sends, and tells the parts as they come.</summary>
internal interface IWireReply
{
    /// <summary>The server has said why the reply ends here.</summary>
    bool IsWhole { get; }

    /// <summary>Nothing more is to come.</summary>
    bool IsDone { get; }

    bool HasParts { get; }

    /// <summary>What came since the last call of this.</summary>
    ReplyPart[] TakeParts();

    /// <summary>One event, or one line, of the stream.</summary>
    void AddEvent(string type, ReadOnlySpan<byte> data);

    /// <summary>The one JSON object of a server that does not stream.</summary>
    void AddWhole(ReadOnlySpan<byte> json);

    /// <summary>Null where nothing came that could be one.</summary>
    ModelReply? ToReply(CallIds ids);
}
