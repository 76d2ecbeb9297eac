using Pedrocode.Core.Jobs;

namespace Pedrocode.Cli.Repl;

/// <summary>The interactive job whose phases are reviewed at this prompt.</summary>
internal sealed class Front(Job job, long now)
{
    public Job Job => job;

    /// <summary>The job as far as it was shown here: what nobody has seen yet cannot be answered.</summary>
    public JobView View { get; set; } = job.View;

    public Pulse Pulse { get; set; } = new(null, now);

    /// <summary>It failed or was paused, and its menu asks how it goes on.</summary>
    public bool IsStopped { get; set; }
}

/// <summary>One question of one job, so that what answers it cannot reach another.</summary>
/// <param name="Number">Of the question; below zero for the menu over a job that has stopped.</param>
internal sealed record Asking(JobId Job, long Number);

/// <summary>A line the user is asked for, and what is done with it.</summary>
internal sealed record WantedLine(string Prompt, Func<string, CancellationToken, Task> Take);
