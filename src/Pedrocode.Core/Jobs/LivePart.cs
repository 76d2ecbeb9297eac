namespace Pedrocode.Core.Jobs;

/// <summary>What happens between two events of a job. Shown to who watches, never stored.</summary>
public abstract record LivePart
{
    private LivePart() { }

    /// <summary>A request goes to the model: what comes next belongs to a new reply.</summary>
    public sealed record Asked : LivePart;

    /// <summary>The next piece of the reply as it came, calls and markup in it.</summary>
    public sealed record Text(string Delta) : LivePart;

    public sealed record Reasoning(string Delta) : LivePart;

    /// <summary>The next piece of a call that is being written.</summary>
    public sealed record Call(string Delta) : LivePart;

    /// <summary>The request failed; what was shown of this reply is void. An event says when it is asked again.</summary>
    public sealed record Retrying(string Reason) : LivePart;

    /// <summary>The reply is whole; its event follows.</summary>
    public sealed record Replied : LivePart;

    /// <summary>Whole lines that a command printed, made safe to show.</summary>
    public sealed record Output(string Lines) : LivePart;

    /// <summary>So many lines of output came faster than they could be watched.</summary>
    public sealed record Skipped(int Lines) : LivePart;
}
