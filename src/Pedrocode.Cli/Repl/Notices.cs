using Pedrocode.Cli.Settings;
using Pedrocode.Cli.Terminals;
using Pedrocode.Cli.Views;
using Pedrocode.Core;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Tools;

namespace Pedrocode.Cli.Repl;

/// <summary>Follows the session's jobs and writes what happens above the prompt, which says how many are active.</summary>
internal sealed class Notices(Session session, Terminal terminal, ReplState state, Style style)
{
    private readonly List<Task> followers = [];
    private readonly JobColours colours = new(terminal.Traits.Colours);
    private readonly Completing completing = new(session);

    /// <summary>The prompt as it should stand now.</summary>
    public Prompt Prompt =>
        state.Foreground?.View.Question switch
        {
            { Kind: QuestionKind.Review } => new Prompt(InteractiveView.MenuPrompt) { Remembered = false, Keys = "b" },
            { Kind: QuestionKind.Approval } => new Prompt(InteractiveView.ApprovalPrompt) { Remembered = false },
            _ => new Prompt($"pedro:{session.Agent}{ActiveJobs()}> ")
            {
                Keys = state.Foreground is null ? "" : "b",
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
        Keep(GreetSandboxAsync());
        Keep(GreetModelAsync());
    }

    // Whether there is one is found out by a try, which takes a moment.
    private async Task GreetSandboxAsync()
    {
        var sandbox = await Task.Run(() => session.Gate.Sandbox);
        terminal.Above(
            sandbox.WhyNone is not { } why
                ? $"Commands of jobs run in a sandbox: they write in this directory only{(sandbox.HasNetwork ? "." : ", and ask for the network.")}"
                : $"No sandbox ({VisibleText.CleanLine(why)}): {(
                sandbox.IsRequired ? "no command runs, for sandbox.mode is require."
                : state.CanAsk ? "commands ask first."
                : "commands are denied without a rule."
            )}"
        );
    }

    /// <summary>What earlier sessions left unfinished here, in one line.</summary>
    public void NameUnfinished()
    {
        var left = Unfinished.Of(session).ToList();
        if (left.Count > 0)
        {
            var ids =
                string.Join(", ", left.TakeLast(5).Select(static view => view.Id))
                + (left.Count > 5 ? $" and {left.Count - 5} older" : "");
            terminal.Above(
                $"{style.Mark("⏸ ", "")}{left.Count} unfinished {(left.Count == 1 ? "job" : "jobs")} here: {ids}. /resume {(left is [var only] ? only.Id : "all")} goes on"
            );
        }
    }

    /// <summary>From the job's first event in this session to its last.</summary>
    public void Follow(Job job) => Keep(FollowAsync(job));

    /// <summary>Shows a question again.</summary>
    public void Ask(QuestionView question)
    {
        terminal.Above(
            question.Kind == QuestionKind.Review
                ? InteractiveView.Menu(style)
                : $"{style.Mark("✋", "?")} wants to run: {VisibleText.Clean(question.Subject).Replace("\n", "\n      ", StringComparison.Ordinal)}\n   {VisibleText.CleanLine(question.Why)}, in {VisibleText.CleanLine(session.Here.WorkDir)}"
        );
    }

    /// <summary>Ends when everything that happened so far is shown.</summary>
    public Task DrainAsync()
    {
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

    private async Task FollowAsync(Job job)
    {
        var view = JobView.Empty;
        await foreach (var entry in job.FollowAsync(0))
        {
            view = view.With(entry);
            if (entry.Sequence < job.FirstSequence)
            {
                continue;
            }
            if (state.Foreground == job)
            {
                ShowInFront(entry.Event, view);
            }
            else if (NoticeView.Of(entry.Event, view, style) is { } notice && IsWanted(notice))
            {
                terminal.Above($"{Tag(job.Id)} {notice.Text}");
            }
            terminal.SetPrompt(Prompt);
        }
        await job.Ended;
        if (job.NotSaved is { } why)
        {
            terminal.Above($"{Tag(job.Id)} {style.Red(why)}");
        }
        colours.Release(job.Id.ToString());
        state.Release(job.Id);
        terminal.SetStatus(null);
        terminal.SetPrompt(Prompt);
    }

    private void ShowInFront(JobEvent fact, JobView view)
    {
        switch (fact)
        {
            case PhaseStarted phase:
                terminal.Above(InteractiveView.PhaseHead(phase.Number, phase.Count, phase.Phase, style));
                break;
            case PhaseEnded ended:
                terminal.SetStatus(null);
                terminal.Above(InteractiveView.PhaseEnd(ended.Phase, ended.Rounds, ended.Summary, style));
                break;
            case ReviewAsked or ApprovalAsked:
                terminal.SetStatus(null);
                Ask(view.Question!);
                break;
            case JobCompleted:
                state.Foreground = null;
                terminal.SetStatus(null);
                terminal.Above(Pedro.Done(view, style));
                break;
            case JobFailed or JobCancelled or JobInterrupted or JobPaused:
                state.Foreground = null;
                terminal.SetStatus(null);
                terminal.Above(
                    $"{Tag(view.Id)} {NoticeView.Of(fact, view, style)!.Text}\n   /resume {view.Id} goes on, /jobs {view.Id} says more"
                );
                break;
            case RoundStarted or ToolCallStarted or ModelReplied or DirectoryAwaited:
                terminal.SetStatus($"   Round {view.Phase?.Round}: {VisibleText.CleanLine(view.LastEvent)}");
                break;
            default:
                break;
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
