namespace Pedrocode.Core.Models;

/// <summary>What arrives while a model replies. Shown, never stored: the journal holds the whole <see cref="ModelReply"/>.</summary>
public abstract record ReplyPart
{
    private ReplyPart() { }

    public sealed record Text(string Delta) : ReplyPart;

    public sealed record Reasoning(string Delta) : ReplyPart;

    /// <summary>A call is being written; <paramref name="Delta"/> is the next piece of its arguments.</summary>
    public sealed record CallText(int Index, string Name, string Delta) : ReplyPart;

    /// <summary>The request failed in a way that may pass; whatever was shown of this reply is void. Asked again after <paramref name="Wait"/>.</summary>
    public sealed record Retrying(string Reason, TimeSpan Wait) : ReplyPart;

    /// <summary>Always the last part.</summary>
    public sealed record Completed(ModelReply Reply) : ReplyPart;
}
