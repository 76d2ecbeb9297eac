using System.Collections.Immutable;
using Pedrocode.Cli.Views;
using Pedrocode.Core;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;

namespace Pedrocode.Cli.Repl;

/// <summary>What the user can do where a phase ended, failed or was stopped. The menu and its prompt show what stands here.</summary>
internal sealed class PhaseMenu(Session session, ReplState state)
{
    /// <summary>What going on after a limit grants beyond it.</summary>
    private const int MoreRounds = 20;

    /// <summary>In the order shown; the first is taken by Enter alone.</summary>
    public ImmutableArray<PhaseChoice> Of(JobView job) =>
        [
            new('c', $"Continue {(job.Status.IsEnded() ? "this phase" : "to next phase")} (default)", GoOn),
            new('r', "Retry this phase", AskFeedback),
            new('d', "Show the changes", ShowChangesAsync),
            new('b', "Continue in the background", GoOnAlone),
            new('x', "Cancel task", Cancel),
        ];

    private Task GoOn(JobView job)
    {
        if (job.Status.IsEnded())
        {
            var resumed = Resume(job, Mode.Interactive);
            state.Front = new Front(resumed, session.Time.GetTimestamp());
            state.Follow(resumed);
        }
        else if (job.Question is { } question)
        {
            session.Scheduler.Send(job.Id.ToString(), new JobMessage.Reply(question.Number, Answer.Once));
            state.Answered = state.Asked;
        }
        return Task.CompletedTask;
    }

    private Task GoOnAlone(JobView job)
    {
        state.Release(job.Id);
        if (job.Status.IsEnded())
        {
            state.Follow(Resume(job, Mode.Background));
        }
        else
        {
            session.Scheduler.Send(job.Id.ToString(), new JobMessage.ChangeMode(Mode.Background));
        }
        return Task.CompletedTask;
    }

    /// <summary>A job that has stopped is opened again to be cancelled: its ending is written where all endings are.</summary>
    private Task Cancel(JobView job)
    {
        if (job.Status.IsEnded())
        {
            var resumed = Resume(job, Mode.Interactive);
            state.Front = new Front(resumed, session.Time.GetTimestamp());
            resumed.Send(new JobMessage.Cancel());
            state.Follow(resumed);
        }
        else
        {
            session.Scheduler.Send(job.Id.ToString(), new JobMessage.Cancel());
            state.Answered = state.Asked;
        }
        return Task.CompletedTask;
    }

    private Task AskFeedback(JobView job)
    {
        state.Wanted = new WantedLine(
            "Feedback (Enter for none)> ",
            (words, _) =>
            {
                Retry(job, words.Length > 0 ? words : null);
                return Task.CompletedTask;
            }
        );
        return Task.CompletedTask;
    }

    /// <summary>The phase again from its start, tree and conversation too.</summary>
    private void Retry(JobView job, string? feedback)
    {
        if (job.Status.IsEnded())
        {
            var again = session.Scheduler.Retry(job.Id.ToString(), feedback, Mode.Interactive, Granted(job));
            state.Front = new Front(again, session.Time.GetTimestamp());
            state.Follow(again);
            return;
        }
        var asked = job.Question!.Number;
        if (session.Scheduler.View(job.Id.ToString()).Question?.Number != asked)
        {
            throw new UserError($"{job.Id} was answered from elsewhere meanwhile");
        }
        session.Scheduler.Send(job.Id.ToString(), new JobMessage.Reply(asked, Answer.No, feedback));
        state.Answered = state.Asked;
    }

    private async Task ShowChangesAsync(JobView job)
    {
        await state.Act($"diff {job.Id}");
        state.AskAgain();
    }

    private Job Resume(JobView job, Mode mode) => session.Scheduler.Resume(job.Id.ToString(), Granted(job), mode);

    private JobResumed Granted(JobView job) =>
        job.Status == JobStatus.Paused
            ? new JobResumed(
                MoreRounds,
                session.Settings.Limits.MaxTokens ?? 0,
                (int)session.Settings.Limits.MaxTaskDuration.TotalMinutes
            )
            : new JobResumed();
}

internal sealed record PhaseChoice(char Key, string Label, Func<JobView, Task> Take) : MenuLine(Key, Label);
