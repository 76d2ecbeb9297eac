using Pedrocode.Cli.Terminals;
using Pedrocode.Cli.Views;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;

namespace Pedrocode.Cli.Repl;

/// <summary>The ways out: asked twice with Ctrl+C, at the end of input, and what becomes of own jobs.</summary>
internal sealed class Leaving(
    Session session,
    Terminal terminal,
    ReplState state,
    Questions questions,
    Notices notices,
    Followers followers
)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private bool askedToLeave;

    /// <summary>Something was typed: only two Ctrl+C running leave.</summary>
    public void Typed() => askedToLeave = false;

    /// <summary>Ctrl+C on an empty line: it stops the nearest thing that runs, and leaves when asked twice.</summary>
    public void Interrupt()
    {
        if (state.Wanted is not null)
        {
            state.Wanted = null;
            if (state.InFront is { } asked)
            {
                questions.Ask(asked);
            }
            return;
        }
        if (state.Front is { IsStopped: false } front && front.Job.View.Question is not { Kind: QuestionKind.Review })
        {
            front.Job.Send(new JobMessage.Pause());
            return;
        }
        var active = session.Scheduler.Active.Count();
        if (askedToLeave || (active == 0 && !state.IsStopped))
        {
            state.Leaving = true;
            return;
        }
        askedToLeave = true;
        terminal.Above(active == 0 ? LeavingView.AskedOver(state.InFront!.Id) : LeavingView.Asked(active));
    }

    /// <summary>Without a terminal, what was asked for is finished first.</summary>
    public async Task EndOfInputAsync(CancellationToken stop)
    {
        if (!state.CanAsk)
        {
            await Task.WhenAll(session.Scheduler.Own.Select(static job => job.Ended)).WaitAsync(stop);
        }
    }

    /// <summary>Own jobs are stopped where they can be gone on with, and that is said.</summary>
    public async Task LeaveAsync()
    {
        state.Attached?.Leave();
        var interrupted = await session.Scheduler.InterruptAsync(Patience);
        notices.Hurry();
        await followers.DrainAsync();
        if (interrupted.Length > 0)
        {
            var ids = interrupted.Select(static job => job.Id).ToList();
            terminal.Above(
                LeavingView.Interrupted(
                    ids,
                    [.. session.Scheduler.CleanUp.Due().Select(static job => job.Id).Intersect(ids)]
                )
            );
        }
        await terminal.FlushAsync();
    }
}
