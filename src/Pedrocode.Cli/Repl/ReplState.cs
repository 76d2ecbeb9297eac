using Pedrocode.Core.Jobs;

namespace Pedrocode.Cli.Repl;

/// <summary>What actions may change of the prompt they were typed at.</summary>
internal sealed class ReplState(bool canAsk)
{
    /// <summary>Whether somebody is at a terminal.</summary>
    public bool CanAsk => canAsk;

    /// <summary>The interactive job whose phases are reviewed here; null while there is none.</summary>
    public Job? Foreground { get; set; }

    public bool Leaving { get; set; }

    /// <summary>Shows what happens to a job from here on.</summary>
    public Action<Job> Follow { get; set; } = static _ => { };

    /// <summary>The lines typed so far, oldest first.</summary>
    public Func<IReadOnlyList<string>> TypedLines { get; set; } = static () => [];

    public Action ClearScreen { get; set; } = static () => { };

    /// <summary>The job goes on without this prompt.</summary>
    public void Release(JobId id)
    {
        if (Foreground?.Id == id)
        {
            Foreground = null;
        }
    }
}
