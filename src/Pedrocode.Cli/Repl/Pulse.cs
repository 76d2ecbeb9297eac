using Pedrocode.Cli.Views;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;

namespace Pedrocode.Cli.Repl;

/// <summary>What a job is at since when, as far as its events tell it.</summary>
/// <param name="Doing">The call under way; null while the model is asked.</param>
/// <param name="Since">A timestamp of the session's clock: the wall clock may jump.</param>
internal sealed record Pulse(string? Doing, long Since)
{
    /// <summary>After one more event, which happened at <paramref name="now"/>.</summary>
    public Pulse After(JobEvent fact, long now) =>
        fact switch
        {
            ToolCallStarted call => new Pulse(CallText.Noticed(call.Brief), now),
            DirectoryAwaited(var holder) => new Pulse($"waits for {holder} (same directory)", now),
            JobCreated or JobResumed or JobStarted or RoundStarted or DirectoryTaken => new Pulse(null, now),
            _ => this,
        };
}
