using Pedrocode.Cli.Terminals;
using Pedrocode.Cli.Views;
using Pedrocode.Core;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Tools;

namespace Pedrocode.Cli.Repl;

/// <summary>
/// One job watched in full: its events, and where this process runs it the words of the model and the output of commands
/// as they come. Of another process it is whole events, read from the journal.
/// </summary>
internal sealed class Attachment : IDisposable
{
    /// <summary>How many of the lines before are shown, so that one sees what it is at.</summary>
    private const int Earlier = 8;

    private readonly Session session;
    private readonly Terminal terminal;
    private readonly LiveLine live;
    private readonly Style style;
    private readonly JobDirectory directory;
    private readonly Job? own;
    private readonly CancellationTokenSource leaving = new();

    /// <summary>Throws <see cref="UserError"/> for a job that there is not or that has ended.</summary>
    public Attachment(Session session, Terminal terminal, LiveLine live, Style style, string name)
    {
        (this.session, this.terminal, this.live, this.style) = (session, terminal, live, style);
        View = session.Scheduler.View(name);
        if (View.Status.IsEnded())
        {
            throw new UserError(
                $"job is not running (status: {JobStatusWords.Of(View)})",
                $"what it did: {style.Action($"logs {View.Id}")}"
            );
        }
        directory = session.State.Find(name);
        own = session.Scheduler.Own.Find(job => job.Id == View.Id);
    }

    public JobId Id => View.Id;

    public JobView View { get; private set; }

    /// <summary>One level of detail more.</summary>
    public bool More { get; set; }

    public void Leave() => leaving.Cancel();

    public void Dispose() => leaving.Dispose();

    /// <summary>Shows the job until it ends or is left. True: it ended.</summary>
    /// <param name="asked">A question is to be shown, before it can be answered.</param>
    /// <param name="changed">After each event.</param>
    public async Task<bool> RunAsync(Action<JobView> asked, Action changed)
    {
        terminal.Above(AttachView.Head(View, style with { Width = terminal.Width }));
        var watching = own is null ? Task.CompletedTask : WatchAsync(own.Live, leaving.Token);
        try
        {
            await FollowAsync(asked, changed);
            return !leaving.IsCancellationRequested;
        }
        catch (OperationCanceledException) when (leaving.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            await leaving.CancelAsync();
            await watching;
            live.Show(null, null);
        }
    }

    private async Task FollowAsync(Action<JobView> asked, Action changed)
    {
        var known = View.Sequence;
        var view = JobView.Empty;
        var pulse = new Pulse(null, session.Time.GetTimestamp());
        var earlier = new Queue<string>();
        var entries = own is null
            ? JournalFollower.FollowAsync(directory, 0, session.Time, leaving.Token)
            : own.FollowAsync(0, leaving.Token);
        await foreach (var entry in entries)
        {
            view = view.With(entry);
            pulse = pulse.After(entry.Event, session.Time.GetTimestamp());
            var isNews = entry.Sequence > known;
            var lines = AttachView.Of(entry.Event, view, streamed: isNews && own is not null, More, style);
            if (isNews)
            {
                Say(lines);
            }
            else
            {
                Remember(earlier, lines);
            }
            if (entry.Sequence < known)
            {
                continue;
            }
            while (earlier.TryDequeue(out var line))
            {
                Say(line);
            }
            live.Show(own, pulse);
            if (view.Question is not null && (entry.Event is ApprovalAsked or ReviewAsked || !isNews))
            {
                asked(view);
            }
            View = view;
            changed();
        }
    }

    private static void Remember(Queue<string> earlier, string? lines)
    {
        if (lines is not null)
        {
            earlier.Enqueue(lines);
            if (earlier.Count > Earlier)
            {
                earlier.Dequeue();
            }
        }
    }

    private void Say(string? lines)
    {
        if (lines is not null)
        {
            terminal.Above(lines);
        }
    }

    private async Task WatchAsync(LiveFeed feed, CancellationToken stop)
    {
        var text = new LiveText(terminal, live, style);
        try
        {
            await foreach (var part in feed.WatchAsync(stop))
            {
                switch (part)
                {
                    case LivePart.Reasoning when !More:
                        break;
                    case LivePart.Output(var lines):
                        terminal.Above(style.Dim(AttachView.Indented(lines)));
                        break;
                    case LivePart.Skipped(var count):
                        terminal.Above(style.Dim($"   +{count} more"));
                        break;
                    case LivePart.Retrying:
                        text.End();
                        break;
                    default:
                        text.Take(part);
                        break;
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Left, or the job has ended.
        }
        finally
        {
            text.End();
        }
    }
}
