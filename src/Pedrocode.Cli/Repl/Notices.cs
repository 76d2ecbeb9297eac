using Pedrocode.Cli.Settings;
using Pedrocode.Cli.Terminals;
using Pedrocode.Cli.Views;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Tools;

namespace Pedrocode.Cli.Repl;

/// <summary>Follows the session's jobs and writes what happens above the prompt, which says how many are active.</summary>
internal sealed class Notices(
    Session session,
    Terminal terminal,
    ReplState state,
    Questions questions,
    Followers followers,
    LiveLine live,
    Style style
) : IDisposable
{
    private const string Hang = "      ";

    private readonly CancellationTokenSource leaving = new();
    private readonly JobColours colours = new(terminal.Traits.Colours);
    private readonly FrontScreen front = new(session, terminal, state, live, style);

    /// <summary>From the job's first event in this session to its last.</summary>
    public void Follow(Job job) => followers.Keep(FollowAsync(job));

    /// <summary>A line above the prompt, broken between words.</summary>
    public void Say(string text) => terminal.Above(WordWrap.Lines(text, terminal.Width, Hang));

    /// <summary>Nothing is held back any more.</summary>
    public void Hurry() => leaving.Cancel();

    public void Dispose() => leaving.Dispose();

    private async Task FollowAsync(Job job)
    {
        var view = JobView.Empty;
        var burst = new Burst(session.Time);
        await foreach (var entry in job.FollowAsync(0))
        {
            view = view.With(entry);
            if (entry.Sequence < job.FirstSequence)
            {
                continue;
            }
            if (state.Front?.Job == job)
            {
                front.Show(entry.Event, view);
            }
            Show(job, entry.Event, view, burst);
            if (state.Front is { } shown && shown.Job == job)
            {
                if (entry.Event is ApprovalAsked or ReviewAsked && state.Attached is null)
                {
                    questions.Ask(view);
                }
                shown.View = view;
            }
            terminal.SetPrompt(questions.Prompt);
        }
        SayFolded(job.Id, burst);
        await job.Ended;
        if (job.NotSaved is { } why)
        {
            Say($"{Tag(job.Id)} {NoticeView.NotSaved(why, job.View, style)}");
        }
        colours.Release(job.Id.ToString());
        EndInFront(job);
        terminal.SetPrompt(questions.Prompt);
    }

    private void Show(Job job, JobEvent fact, JobView view, Burst burst)
    {
        if (Alarm(fact, view) is { } alarm)
        {
            Alert(job.Id, alarm);
        }
        if (
            state.Attached?.Id == job.Id
            || (state.Front?.Job == job && !terminal.Traits.Plain)
            || NoticeView.Of(fact, view, style) is not { } notice
            || !IsWanted(notice)
        )
        {
            return;
        }
        if (state.Front?.Job == job && notice.Weight > NoticeWeight.Detail)
        {
            // Its own screens say it.
            return;
        }
        if (notice.Weight > NoticeWeight.Detail)
        {
            SayFolded(job.Id, burst);
        }
        else if (burst.Place() is not BurstPlace.Shown and var place)
        {
            if (place == BurstPlace.FirstFolded)
            {
                followers.Keep(SayFoldedLaterAsync(job.Id, burst));
            }
            return;
        }
        Say(NoticeView.Line(notice, Tag(job.Id), fact, view, style));
    }

    private async Task SayFoldedLaterAsync(JobId job, Burst burst)
    {
        await Task.Delay(Burst.Window, session.Time, leaving.Token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        SayFolded(job, burst);
    }

    private void SayFolded(JobId job, Burst burst)
    {
        if (burst.Take() is var more and > 0)
        {
            terminal.Above(
                style.Unicode ? $"{Tag(job)} {style.Dim($"+{more} more")}" : NoticeSentence.Folded(job, more)
            );
        }
    }

    /// <summary>The terminal has lost the focus: the bell, or a notification.</summary>
    private void Alert(JobId job, string what)
    {
        if (terminal.Focused == false && session.Settings.Output.Bell)
        {
            terminal.Alert($"{job}: {what}");
        }
    }

    private static string? Alarm(JobEvent fact, JobView view) =>
        fact switch
        {
            ApprovalAsked(_, _, _, var subject, _) => $"wants to run {VisibleText.CleanLine(subject)}",
            ReviewAsked(_, var phase) => $"{phase} is done, and waits for you",
            JobCompleted => "complete",
            JobFailed or JobPaused => $"{JobStatusWords.Of(view)}: {VisibleText.CleanLine(view.Error ?? "")}",
            _ => null,
        };

    /// <summary>The job in front has ended: where it failed or was paused, its menu asks how it goes on.</summary>
    private void EndInFront(Job job)
    {
        if (state.Front is not { } ended || ended.Job != job)
        {
            return;
        }
        live.Show(null, null);
        if (state.CanAsk && job.NotSaved is null && job.View.Status is JobStatus.Failed or JobStatus.Paused)
        {
            if (state.Attached is null)
            {
                questions.Ask(job.View);
            }
            ended.View = job.View;
            ended.IsStopped = true;
        }
        else
        {
            state.Front = null;
        }
    }

    private bool IsWanted(Notice notice) =>
        notice.Weight
        >= session.Settings.Output.Notices switch
        {
            NoticeLevel.All => NoticeWeight.Detail,
            NoticeLevel.Phases => NoticeWeight.Phase,
            NoticeLevel.Ends => NoticeWeight.Question,
            NoticeLevel.None => NoticeWeight.End + 1,
            _ => session.Scheduler.Active.Count() > 1 ? NoticeWeight.Phase : NoticeWeight.Detail,
        };

    private string Tag(JobId id) => colours.Paint(id.ToString(), $"[{id}]");
}
