using Pedrocode.Cli.Terminals;
using Pedrocode.Cli.Views;
using Pedrocode.Core;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;

namespace Pedrocode.Cli.Repl;

/// <summary>A line that is a task becomes a job, in front or in the background.</summary>
internal sealed class Starting(Session session, Terminal terminal, ReplState state, Notices notices, Style style)
{
    private const string EmptyLine = "\n";

    /// <summary>Throws <see cref="UserError"/>.</summary>
    public async Task RunAsync(NewTask task, CancellationToken stop)
    {
        var mode = state.CanAsk ? task.Mode : Mode.Background;
        try
        {
            var job = await session.StartAsync(task with { Mode = mode }, stop);
            if (session.Remark(task) is { } remark)
            {
                terminal.Above(style.Dim(remark));
            }
            Show(job, mode);
            state.LastTask = task;
        }
        catch (TooManyJobs full)
        {
            terminal.Above(Pedro.Rejected(full.Max, style));
        }
    }

    private void Show(Job job, Mode mode)
    {
        var max = session.Settings.Jobs.MaxConcurrent;
        // Those that wait for an answer take no place.
        var running = session.Scheduler.Active.Count(other => other != job && other.View.Status == JobStatus.Running);
        var position = session.Scheduler.Position(job.Id);
        var isQueued = running >= max && position > 0;
        if (mode == Mode.Interactive)
        {
            state.Front = new Front(job, session.Time.GetTimestamp());
            terminal.Above(InteractiveView.Start(style) + EmptyLine);
        }
        if (isQueued)
        {
            terminal.Above(Pedro.Queued(job.View, running, max, position, style));
        }
        else if (mode == Mode.Background)
        {
            terminal.Above(Pedro.Started(job.View, style) + EmptyLine);
        }
        notices.Follow(job);
    }
}
