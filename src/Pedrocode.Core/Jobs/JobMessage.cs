using Pedrocode.Core.Journals;

namespace Pedrocode.Core.Jobs;

/// <summary>Words for a job that runs. Whoever sends them cannot change the job: its own task reads them, journals them and acts.</summary>
/// <param name="Request">The inbox file it came from; null from the own terminal.</param>
public abstract record JobMessage(string? Request)
{
    public sealed record Cancel(string? Request = null) : JobMessage(Request);

    /// <summary>The user at its own terminal stops what it does; it can be gone on with.</summary>
    public sealed record Pause() : JobMessage(Request: null);

    public sealed record Steer(string Text, string? Request = null) : JobMessage(Request);

    /// <param name="Number">The question it answers; null: whichever waits.</param>
    public sealed record Reply(int? Number, Answer Answer, string? Reason = null, string? Request = null)
        : JobMessage(Request);

    public sealed record ChangeMode(Mode Mode, string? Request = null) : JobMessage(Request);
}
