using System.Collections.Immutable;
using Pedrocode.Core.Checks;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Tools;

namespace Pedrocode.Core.Trees.Landings;

/// <summary>The last thing a job does: its result comes into the user's files, or it is said why not.</summary>
internal sealed class LandingAtEnd(JobRun job, JobQuestions questions, JobChecks checks)
{
    /// <summary>Stages or writes the fact that goes with the job's completion; nothing for a job in place.</summary>
    /// <param name="message">Of the commit, where one is to be made.</param>
    public async Task RunAsync(string message, CancellationToken stop)
    {
        if (job.View.Landing == LandingState.Landed || job.View.Isolation != Isolation.Tree)
        {
            return;
        }
        if (job.IsTreeUnused)
        {
            // Whatever is still being made of it would be taken away at once.
            await job.Isolated!.DisposeAsync();
            job.Stage(new Landed([], Record: null));
            return;
        }
        await job.SaveTreeAsync(stop);
        var left = LeftAsync(stop);
        if (JobWork.Of(job.Directory, job.View) is not { } work || work.Before == work.After)
        {
            Tell(await left);
            job.Stage(new Landed([], Record: null));
            return;
        }
        var files = await JobWork.FilesAsync(job.State, job.View.Root, stop);
        var counted = await ChangeContents.CountAsync(files, work, stop);
        Tell(await left);
        if (await RefusalAsync(files, counted, stop) is { } why)
        {
            job.Stage(new NotApplied(why, [], counted));
            return;
        }
        var moved = await MovedAsync(stop);
        if (job.Checks.Recheck)
        {
            var proof = await checks.JudgeMergedAsync(stop);
            if (proof.WhyNot is { } against)
            {
                job.Stage(new NotApplied(against, [], counted));
                return;
            }
            moved = proof.IsGiven ? null : moved;
        }
        job.Append(new LandingStarted());
        try
        {
            await LandAsync(files, work, counted, message, moved, stop);
        }
        catch (PlanDamagedException e)
        {
            job.Stage(new NotApplied($"{e.Message}; {e.Next}", [], counted));
        }
    }

    private async Task LandAsync(
        UserFiles files,
        ChangeSource work,
        ImmutableArray<FileChange> counted,
        string message,
        int? moved,
        CancellationToken stop
    )
    {
        var outcome = await job.Clock.WaitAsync(() =>
            new Landing(job.State, files, job.Time) { CommitMessage = job.Commits ? message : null }.LandAsync(
                job.Directory.Id,
                LandingKind.Land,
                work,
                counted,
                placed => job.Append(new Landed(counted, placed.Record, placed.Commit, placed.NotCommitted, moved)),
                stop
            )
        );
        if (outcome is LandingOutcome.Conflicting { Conflicts: var conflicts })
        {
            job.Stage(NotApplied.Because(conflicts, counted));
        }
    }

    /// <summary>How many of the user's files are others than those that the job's checks were run on; null where none is, or no check proved anything.</summary>
    private async Task<int?> MovedAsync(CancellationToken stop)
    {
        if (job.View is not { Verification.Kind: Verified.Yes, Base: { } seen } view)
        {
            return null;
        }
        var store = job.Isolated!.Store;
        var project = await ProjectRepository.OfAsync(job.State, view.Root, stop);
        var now = (await BaseSnapshot.TakeAgainAsync(job.State, project, store, job.Directory, stop)).Start;
        if (now.Tree == seen.Tree)
        {
            return null;
        }
        var listed = await store.Git.SucceedAsync(
            ["diff-tree", "-r", "-z", "--name-only", "--no-renames", seen.Tree, now.Tree],
            stop
        );
        return listed.Bytes.AsSpan().Count((byte)0);
    }

    /// <summary>What was made and does not land is named: it goes with the tree.</summary>
    private async Task<LeftBehind> LeftAsync(CancellationToken stop)
    {
        var store = job.Isolated!.Store;
        var listed = await store.OnTree.SucceedAsync(
            ["ls-files", "-z", "-o", "-i", "--exclude-standard", "--directory"],
            stop
        );
        var ignored = System
            .Text.Encoding.UTF8.GetString(listed.Bytes)
            .Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .Where(static path => !path.TrimEnd('/').Split('/').Any(BuildOutput.Is))
            .Where(path => job.Tree.Foreign?.WhyForeign(path.TrimEnd('/')) is null)
            .ToImmutableArray();
        return new LeftBehind(ignored, new NestedCopies(store).Changed());
    }

    private void Tell(LeftBehind left)
    {
        if (left.Ignored.Length + left.InRepositories.Length > 0)
        {
            job.Stage(left);
        }
    }

    private async Task<string?> RefusalAsync(
        UserFiles files,
        ImmutableArray<FileChange> counted,
        CancellationToken stop
    )
    {
        switch (job.Apply)
        {
            case WhenToApply.Never:
                return NotApplied.NotAsked;
            case WhenToApply.NotInThisRun:
                return NotApplied.NotInThisRun;
            case WhenToApply.Ask when job.OnAsk != OnAsk.Wait:
                return "nobody could be asked";
            case WhenToApply.Ask when !await questions.AskLandingAsync(Summary(counted), stop):
                return "you said no";
            case WhenToApply.Ask:
                return null;
            default:
                return LandingHindrance.Of(files, job.View.Base?.Branch, job.View.Base?.Head);
        }
    }

    private static string Summary(ImmutableArray<FileChange> files) =>
        $"{Plural.Of(files.Length, "file")} (+{files.Sum(static file => file.Added)} -{files.Sum(static file => file.Removed)})";
}
