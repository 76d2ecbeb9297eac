using Pedrocode.Cli.Terminals;
using Pedrocode.Cli.Views;
using Pedrocode.Core.Jobs;

namespace Pedrocode.Cli.Repl;

/// <summary>
/// The line under which a job in front runs. It turns only while there is something to show: an idle prompt costs nothing.
/// </summary>
internal sealed class LiveLine(Session session, Terminal terminal, Style style)
{
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(150);

    private readonly Lock gate = new();
    private (Job Job, Pulse Pulse)? shown;
    private string? instead;
    private bool turns;
    private int turn;

    /// <summary>The job to show, at what it is at; null shows none.</summary>
    public void Show(Job? job, Pulse? pulse)
    {
        lock (gate)
        {
            shown = job is not null && pulse is not null && !terminal.Traits.Plain ? (job, pulse) : null;
            Draw();
            if (shown is null || turns)
            {
                return;
            }
            turns = true;
        }
        _ = TurnAsync();
    }

    /// <summary>Half a line that is still growing, shown in its place; null: none.</summary>
    public void ShowInstead(string? text)
    {
        lock (gate)
        {
            instead = text;
            Draw();
        }
    }

    private async Task TurnAsync()
    {
        while (true)
        {
            await Task.Delay(Turn, session.Time);
            lock (gate)
            {
                if (shown is null)
                {
                    turns = false;
                    return;
                }
                turn++;
                Draw();
            }
        }
    }

    private void Draw() => terminal.SetStatus(instead ?? (shown is var (job, pulse) ? Text(job, pulse) : null));

    private string? Text(Job job, Pulse pulse) =>
        job.View.Status is JobStatus.Running or JobStatus.Pending
            ? LiveLineView.Of(
                job.View,
                pulse.Doing,
                job.Live.Now,
                session.Time.GetElapsedTime(pulse.Since),
                session.Scheduler.Position(job.Id),
                turn,
                style with
                {
                    Width = terminal.Width,
                }
            )
            : null;
}
