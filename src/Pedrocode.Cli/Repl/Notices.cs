using Pedrocode.Cli.Settings;
using Pedrocode.Cli.Terminals;
using Pedrocode.Cli.Views;
using Pedrocode.Core;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Tools;

namespace Pedrocode.Cli.Repl;

/// <summary>Follows the session's jobs and writes what happens above the prompt, which says how many are active.</summary>
internal sealed class Notices(
    Session session,
    Terminal terminal,
    ReplState state,
    PhaseMenu menu,
    LiveLine live,
    Style style
)
{
    private const string Hang = "      ";

    private readonly List<Task> followers = [];
    private readonly CancellationTokenSource leaving = new();
    private readonly JobColours colours = new(terminal.Traits.Colours);
    private readonly Completing completing = new(session);
    private readonly FrontScreen front = new(session, terminal, state, live, style);

    /// <summary>The prompt as it should stand now.</summary>
    public Prompt Prompt =>
        (state.Wanted, state.Asked) switch
        {
            ({ } wanted, _) => new Prompt(wanted.Prompt) { Remembered = false, About = wanted },
            (_, { } asked) => new Prompt(QuestionPrompt(state.InFront!))
            {
                Remembered = false,
                Keys = Keys,
                About = asked,
                Complete = completing.OfferAsync,
            },
            _ => new Prompt(
                state.Attached is { } attached ? $"{attached.Id}> " : $"pedro:{session.Agent}{ActiveJobs()}> "
            )
            {
                Keys = Keys,
                Complete = completing.OfferAsync,
            },
        };

    public void Greet()
    {
        terminal.Above(
            $"""
            pedrocode {ProductVersion.Text}: a task you type becomes a job. /help lists what else to type.
            {(
                session.Mode == Mode.Interactive
                    ? "You review each phase; /background lets tasks run by themselves."
                    : "Tasks run in the background; /jobs shows them."
            )}
            """
        );
        if (session.WhyInPlace is { } why)
        {
            terminal.Above($"Jobs work on your files in place here, one at a time: {why}.");
        }
        Keep(GreetSandboxAsync());
        Keep(GreetModelAsync());
    }

    // Whether there is one is found out by a try, which takes a moment.
    private async Task GreetSandboxAsync()
    {
        var sandbox = await Task.Run(() => session.Gate.Sandbox);
        terminal.Above(
            sandbox.WhyNone is not { } why
                ? $"Commands run in a sandbox: they write {(session.IsolatesHere ? "in their job's own tree" : "in this directory only")}{(sandbox.HasNetwork ? "." : ", and ask for the network.")}"
                : $"No sandbox ({VisibleText.CleanLine(why)}): {(
                sandbox.IsRequired ? "no command runs, for sandbox.mode is require."
                : state.CanAsk ? "commands ask first."
                : "commands are denied without a rule."
            )}"
        );
    }

    /// <summary>From the job's first event in this session to its last.</summary>
    public void Follow(Job job) => Keep(FollowAsync(job));

    /// <summary>Shows the question that stands at the prompt.</summary>
    public void Ask(JobView job)
    {
        terminal.Above(
            job.Question is { Kind: QuestionKind.Approval } question
                ? Approval(question)
                : InteractiveView.Menu(menu.Of(job), style)
        );
    }

    /// <summary>A line above the prompt, broken between words.</summary>
    public void Say(string text) => terminal.Above(WordWrap.Lines(text, terminal.Width, Hang));

    /// <summary>The terminal has lost the focus: the bell, or a notification.</summary>
    public void Alert(JobId job, string what)
    {
        if (terminal.Focused == false && session.Settings.Output.Bell)
        {
            terminal.Alert($"{job}: {what}");
        }
    }

    /// <summary>Watches a job in full, until it ends or is left. Throws <see cref="UserError"/>.</summary>
    public void Attach(string name)
    {
        state.Attached?.Leave();
        var attached = new Attachment(session, terminal, live, style, name);
        state.Attached = attached;
        Keep(AttachAsync(attached));
    }

    /// <summary>The job that was watched goes on without being watched.</summary>
    public void LeaveAttached()
    {
        if (state.Attached is { } attached)
        {
            state.Attached = null;
            attached.Leave();
            terminal.Above(
                style.Dim($"left {attached.Id}, which goes on; {style.Action($"attach {attached.Id}")} comes back")
            );
            if (state.Front is { } stays)
            {
                live.Show(stays.Job, stays.Pulse);
            }
            if (state.Asked is not null)
            {
                Ask(state.InFront!);
            }
            terminal.SetPrompt(Prompt);
        }
    }

    /// <summary>Ends when everything that happened so far is shown.</summary>
    public Task DrainAsync()
    {
        leaving.Cancel();
        lock (followers)
        {
            return Task.WhenAll(followers);
        }
    }

    private void Keep(Task follower)
    {
        lock (followers)
        {
            followers.RemoveAll(static task => task.IsCompletedSuccessfully);
            followers.Add(follower);
        }
    }

    private string ActiveJobs() =>
        session.Scheduler.Active.Count() switch
        {
            0 => "",
            1 => " [1 job]",
            var count => $" [{count} jobs]",
        };

    private async Task GreetModelAsync()
    {
        try
        {
            var model = await session.Models.FoundAsync(CancellationToken.None);
            terminal.Above(model is null ? NoModel.Text : $"Model: {VisibleText.CleanLine(model.Name)} ({model.Why})");
        }
        catch (Exception e) when (e is UserError or Core.Models.ModelException)
        {
            terminal.Above(style.Red(e.Message));
        }
    }

    private string Keys =>
        state.Attached is not null ? "b\e"
        : state.Front is not null ? "b"
        : "";

    private string QuestionPrompt(JobView job) =>
        job.Question is { Kind: QuestionKind.Approval }
            ? InteractiveView.ApprovalPrompt
            : InteractiveView.MenuPrompt(menu.Of(job));

    private string Approval(QuestionView question) => $"{style.Mark("✋", "?")} {QuestionText.InFull(question)}";

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
                    Ask(view);
                }
                shown.View = view;
            }
            terminal.SetPrompt(Prompt);
        }
        SayFolded(job.Id, burst);
        await job.Ended;
        if (job.NotSaved is { } why)
        {
            Say($"{Tag(job.Id)} {style.Red(why)}");
        }
        colours.Release(job.Id.ToString());
        EndInFront(job);
        terminal.SetPrompt(Prompt);
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
                Keep(SayFoldedLaterAsync(job.Id, burst));
            }
            return;
        }
        Say($"{Tag(job.Id)} {notice.Text}");
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
            terminal.Above($"{Tag(job)} {style.Dim($"+{more} more")}");
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
                Ask(job.View);
            }
            ended.View = job.View;
            ended.IsStopped = true;
        }
        else
        {
            state.Front = null;
        }
    }

    private async Task AttachAsync(Attachment attached)
    {
        using var ending = attached;
        var ended = await attached.RunAsync(
            asked: view =>
            {
                if (state.Attached == attached)
                {
                    Ask(view);
                }
            },
            changed: () => terminal.SetPrompt(Prompt)
        );
        if (ended && state.Attached == attached)
        {
            state.Attached = null;
            state.AttachedEnded();
            if (state.Asked is not null)
            {
                Ask(state.InFront!);
            }
        }
        terminal.SetPrompt(Prompt);
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
