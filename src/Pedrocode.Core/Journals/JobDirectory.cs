using Pedrocode.Core.Jobs;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Journals;

/// <summary>Where a job is kept on disk: <c>jobs/&lt;id&gt;</c> of the state directory.</summary>
public sealed record JobDirectory(JobId Id, string Path)
{
    /// <summary>Why nothing may be written here; null where it may.</summary>
    public UserError? ShownOnly { get; init; }

    public string Journal => System.IO.Path.Combine(Path, "journal.jsonl");

    public string Summary => System.IO.Path.Combine(Path, "job.json");

    public string Lock => System.IO.Path.Combine(Path, "owner.lock");

    public string Inbox => System.IO.Path.Combine(Path, "inbox");

    public string Output => System.IO.Path.Combine(Path, "output");

    /// <summary>There while a command runs in the user's own files: what it must not leave there.</summary>
    public string GuardNote => System.IO.Path.Combine(Path, "guarded");

    /// <summary>The files the job works on, where it has a tree of its own.</summary>
    public string Tree => System.IO.Path.Combine(Path, "tree");

    /// <summary>Base and checkpoints of the tree: a git repository that only pedrocode uses.</summary>
    public string Store => System.IO.Path.Combine(Path, "store.git");

    /// <summary>What the job's commands carry in their environment: ids of two state directories may be equal.</summary>
    public string Marker { get; } = $"{Id}.{StateName.Of(Path, digits: 12)}";

    /// <summary>Whether a process runs the job now.</summary>
    public bool IsOwned => JobOwnership.IsHeld(this);

    /// <summary>What stands in the journal. Throws <see cref="UserError"/> where there is none.</summary>
    public JournalContent Read() => JournalContent.Read(this);

    /// <summary>The same as lists show it, without what only its journal tells: an ended job's journal need not be read.</summary>
    public JobView ReadListed() => JobSummaryFile.Read(this) ?? ReadView();

    /// <summary>
    /// The job as it is: its journal's fold, and interrupted where the journal has no ending but nobody runs the job.
    /// </summary>
    public JobView ReadView()
    {
        var owned = IsOwned;
        var view = Read().View;
        return (view.Status.IsActive(), owned, view.CancelAsked) switch
        {
            (true, false, true) => view with { Status = JobStatus.Cancelled },
            (true, false, false) => view with { Status = JobStatus.Interrupted, Error = JobInterruptions.OwnerDied },
            _ => view,
        };
    }

    /// <summary>Null where it was made and not begun yet, or is being deleted.</summary>
    public JobView? TryReadView() => TryRead(static job => job.ReadView());

    /// <summary>The same as lists show it.</summary>
    public JobView? TryReadListed() => TryRead(static job => job.ReadListed());

    private JobView? TryRead(Func<JobDirectory, JobView> read)
    {
        try
        {
            return read(this) is { IsEmpty: false } view ? view : null;
        }
        catch (UserError)
        {
            return null;
        }
    }
}

public static class JobInterruptions
{
    public const string Exit = "Interrupted: pedrocode exited";
    public const string OwnerDied = "Interrupted: pedrocode ended without notice";
}
