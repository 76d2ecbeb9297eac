using System.Collections.Immutable;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Posix;
using Pedrocode.Core.Tools;

namespace Pedrocode.Core.Trees.Landings;

/// <summary>
/// Nothing of ours removes a job's tree before this was asked: work that has not landed is kept by a ref in the user's repository first.
/// </summary>
public static class Salvage
{
    /// <summary>
    /// Whether the job's directory may go: it holds nothing that has not landed, or what it holds is kept now. Where git cannot tell, it may
    /// not. Only for who holds the job's lock.
    /// </summary>
    public static async Task<SalvageOutcome> BeforeDeletingAsync(
        StateDirectory state,
        JobDirectory job,
        CancellationToken stop
    )
    {
        try
        {
            var view = job.Read().View;
            if (!view.HoldsUnlandedWork)
            {
                return new SalvageOutcome.NothingToKeep();
            }
            var files = await JobWork.FilesAsync(state, view.Root, stop);
            if (await NowAsync(job, view, stop) is not { } work)
            {
                return new SalvageOutcome.NothingToKeep();
            }
            return await KeepAsync(state, files, job.Id, work, stop);
        }
        catch (Exception e) when (e is GitFailure or UserError or IOException or UnauthorizedAccessException)
        {
            return new SalvageOutcome.MustStay(e.Message);
        }
    }

    /// <summary>
    /// The user's repository need not keep the commit that the job began from any more. Where that cannot be said now, fsck names the ref.
    /// </summary>
    public static async Task AfterDeletingAsync(StateDirectory state, JobView view)
    {
        if (!view.HoldsUnlandedWork)
        {
            return;
        }
        try
        {
            var files = await JobWork.FilesAsync(state, view.Root, CancellationToken.None);
            if (files.HasRepository)
            {
                await JobRefs.RemoveAsync(files, JobRefs.Keep, view.Id, CancellationToken.None);
            }
        }
        catch (Exception e) when (e is GitFailure or UserError or IOException or UnauthorizedAccessException)
        {
            // The job is gone all the same.
        }
    }

    /// <summary>The job's work with what its tree holds this moment: a crash may have come before a checkpoint.</summary>
    private static async Task<ChangeSource?> NowAsync(JobDirectory job, JobView view, CancellationToken stop)
    {
        if (JobWork.Of(job, view) is not { } work)
        {
            return null;
        }
        if (Directory.Exists(job.Tree))
        {
            var store = new TreeStore(job, view.Root);
            store.RemoveLocks();
            var taken = await new Checkpoints(store).TakeAsync(view.Checkpoint!, [.. view.Files.Keys], stop);
            work = work with { After = taken?.Tree ?? work.After };
        }
        return work;
    }

    private static async Task<SalvageOutcome> KeepAsync(
        StateDirectory state,
        UserFiles files,
        JobId job,
        ChangeSource work,
        CancellationToken stop
    )
    {
        if (work.Before == work.After)
        {
            return new SalvageOutcome.NothingToKeep();
        }
        var folder = LandingFolder.Of(state, files);
        using var held = await folder.LockAsync(TimeSpan.FromMilliseconds(20), TimeProvider.System, stop);
        files.EnsureRepository();
        var record = await ChangeRecord.WriteAsync(
            files,
            await ChangeContents.ReadAsync(files, work, stop),
            folder.MakeScratch(),
            stop
        );
        await JobRefs.SetAsync(files, JobRefs.Salvage, job, record, stop);
        return new SalvageOutcome.Kept(record);
    }
}

/// <summary>Whether a job's directory may be deleted.</summary>
public abstract record SalvageOutcome
{
    private SalvageOutcome() { }

    public bool MayDelete => this is not MustStay;

    public sealed record NothingToKeep : SalvageOutcome;

    /// <param name="Record">The tree that keeps the work.</param>
    public sealed record Kept(string Record) : SalvageOutcome;

    public sealed record MustStay(string Why) : SalvageOutcome;
}
