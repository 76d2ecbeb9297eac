using System.Collections.Immutable;
using Pedrocode.Cli.Views;
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
        }
        return Task.CompletedTask;
    }

    private async Task ShowChangesAsync(JobView job)
    {
        await state.Act($"diff {job.Id}");
        state.AskAgain();
    }

    private Job Resume(JobView job, Mode mode)
    {
        var limits = session.Settings.Limits;
        var granted =
            job.Status == JobStatus.Paused
                ? new JobResumed(MoreRounds, limits.MaxTokens ?? 0, (int)limits.MaxTaskDuration.TotalMinutes)
                : new JobResumed();
        return session.Scheduler.Resume(job.Id.ToString(), granted, mode);
    }
}

internal sealed record PhaseChoice(char Key, string Label, Func<JobView, Task> Take) : MenuLine(Key, Label);
