using Pedrocode.Core.Jobs;

namespace Pedrocode.Cli.Repl;

/// <summary>What actions may change of the prompt they were typed at.</summary>
internal sealed class ReplState(bool canAsk)
{
    /// <summary>Whether somebody is at a terminal.</summary>
    public bool CanAsk => canAsk;

    /// <summary>The interactive job whose phases are reviewed here; null while there is none.</summary>
    public Front? Front { get; set; }

    /// <summary>The job that is watched in full; null while none is.</summary>
    public Attachment? Attached { get; set; }

    /// <summary>Set while one line is asked for that is neither task nor answer.</summary>
    public WantedLine? Wanted { get; set; }

    public bool Leaving { get; set; }

    /// <summary>Shows what happens to a job from here on.</summary>
    public Action<Job> Follow { get; set; } = static _ => { };

    /// <summary>Watches a job in full until it ends or is left. Throws <see cref="Core.UserError"/>.</summary>
    public Action<string> Attach { get; set; } = static _ => { };

    /// <summary>Makes a job of a task, as a typed one. Throws <see cref="Core.UserError"/>.</summary>
    public Func<NewTask, Task> Start { get; set; } = static _ => Task.CompletedTask;

    /// <summary>The newest task of this run, for /save.</summary>
    public NewTask? LastTask { get; set; }

    /// <summary>Does an action as if it were typed, without the slash.</summary>
    public Func<string, Task> Act { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Gives the terminal to a program until it ends.</summary>
    public Func<string[], Task> RunOutside { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Shows the question that stands at the prompt again, if one does.</summary>
    public Action AskAgain { get; set; } = static () => { };

    /// <summary>The job that was watched has ended.</summary>
    public Action AttachedEnded { get; set; } = static () => { };

    /// <summary>The lines typed so far, oldest first.</summary>
    public Func<IReadOnlyList<string>> TypedLines { get; set; } = static () => [];

    public Action ClearScreen { get; set; } = static () => { };

    /// <summary>The job that text typed here is meant for; null: text is a task.</summary>
    public JobView? InFront => Attached?.View ?? Front?.View;

    /// <summary>The question that was answered here last; the job may not have read the answer yet.</summary>
    public Asking? Answered { get; set; }

    /// <summary>The question that stands at the prompt.</summary>
    public Asking? Asked =>
        InFront switch
        {
            { Question: { } question } job => new Asking(job.Id, question.Number),
            { } job when IsStopped => new Asking(job.Id, -job.Sequence),
            _ => null,
        }
            is { } asked
        && asked != Answered
            ? asked
            : null;

    /// <summary>The menu stands over a job that has ended.</summary>
    public bool IsStopped => Attached is null && Front is { IsStopped: true };

    /// <summary>The job goes on without this prompt.</summary>
    public void Release(JobId id)
    {
        if (Front?.Job.Id == id)
        {
            Front = null;
        }
    }
}
