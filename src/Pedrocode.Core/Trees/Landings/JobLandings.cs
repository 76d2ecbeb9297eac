using System.Collections.Immutable;
using Pedrocode.Core.Agents;
using Pedrocode.Core.Checks;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Posix;
using Pedrocode.Core.Tools;

namespace Pedrocode.Core.Trees.Landings;

/// <summary>What a user can ask about the work of a job that has ended: apply, undo, discard, and what was saved.</summary>
/// <param name="commits">Whether what is applied is committed.</param>
/// <param name="here">Where the user stands: a job whose directory is gone is looked for in that project.</param>
public sealed class JobLandings(StateDirectory state, TimeProvider time, string here, bool commits)
{
    /// <summary>Runs a job's checks on the merged result before it is applied; null: they are not run again.</summary>
    public ApplyChecks? Checks { get; init; }

    /// <summary>A look that opens nothing: whether <see cref="RecoverAsync"/> could have anything to do.</summary>
    public static bool MayBeUnfinished(string statePath) => LandingFolder.AnyIn(statePath);

    /// <summary>Finishes or reverses what a killed process had begun. Before anything else is done.</summary>
    /// <returns>What the user has to know of it, a line each.</returns>
    public static async Task<ImmutableArray<string>> RecoverAsync(StateDirectory state, TimeProvider time)
    {
        var said = ImmutableArray.CreateBuilder<string>();
        await LandingRecovery.RecoverAsync(state, time, said.Add);
        return [.. said.Where(static line => line.Length > 0)];
    }

    /// <summary>Brings the work into the user's files. Throws <see cref="UserError"/> where that cannot be asked of the job.</summary>
    public async Task<AppliedWork> ApplyAsync(string name, CancellationToken stop)
    {
        var work = await FoundWork.FindAsync(state, here, name, stop);
        using var held = work.Directory is null ? null : JobOwnership.Take(work.Directory);
        var view = work.View;
        if (
            await JobRefs.FindAsync(work.Files, JobRefs.Landed, work.Id, stop) is not null
            || view?.Landing == LandingState.Landed
        )
        {
            return new AppliedWork(work.Id, WorkOutcome.Already, [], []);
        }
        if (LandingHindrance.Locked(work.Files) is { } locked)
        {
            throw new UserError(
                $"{work.Id} not applied, nothing was changed: {locked}",
                $"apply {work.Id} when it is done"
            );
        }
        var source = await SourceAsync(work, view, stop);
        var counted = await ChangeContents.CountAsync(work.Files, source, stop);
        if (await AgainstAsync(work, stop) is { } proof)
        {
            JobEvent told = new NotApplied(proof.WhyNot!, [], counted);
            work.Tell(state, time, proof.Failure is { } failure ? [failure, told] : [told]);
            return new AppliedWork(work.Id, WorkOutcome.ChecksFail, counted, [])
            {
                WhyNot = proof.WhyNot,
                Failure = proof.Failure?.Text,
            };
        }
        var outcome = await new Landing(state, work.Files, time)
        {
            CommitMessage = commits ? Message(work, view) : null,
        }.LandAsync(
            work.Id,
            LandingKind.Land,
            source,
            counted,
            placed => work.Tell(state, time, new Landed(counted, placed.Record, placed.Commit, placed.NotCommitted)),
            stop
        );
        if (outcome is LandingOutcome.Conflicting { Conflicts: var conflicts })
        {
            work.Tell(state, time, NotApplied.Because(conflicts, counted));
            return new AppliedWork(work.Id, WorkOutcome.Conflicts, counted, conflicts);
        }
        var done = outcome as LandingOutcome.Placed;
        return new AppliedWork(work.Id, WorkOutcome.Done, counted, [])
        {
            Commit = done?.Commit,
            NotCommittedWhy = done?.NotCommitted,
        };
    }

    /// <summary>What the checks say against the merged result; null where they say nothing against it.</summary>
    private async Task<MergedProof?> AgainstAsync(FoundWork work, CancellationToken stop) =>
        Checks is { } checks
        && work.Directory?.Read() is { } content
        && await checks.JudgeAsync(state, work.Directory, content.View, content.Entries, time, stop)
            is { WhyNot: not null } proof
            ? proof
            : null;

    private static string Message(FoundWork work, JobView? view) =>
        work.Directory is { } job ? PhaseProgress.Of([.. job.Read().Entries]).CommitMessage
        : view?.Output is { Length: > 0 } output ? output
        : work.Id.ToString();

    /// <summary>Leaves what would be there had the job never landed.</summary>
    public async Task<AppliedWork> UndoAsync(string name, CancellationToken stop)
    {
        var work = await FoundWork.FindAsync(state, here, name, stop);
        using var held = work.Directory is null ? null : JobOwnership.Take(work.Directory);
        if (await JobRefs.FindAsync(work.Files, JobRefs.Landed, work.Id, stop) is not { } record)
        {
            return await NothingToUndoAsync(work, stop);
        }
        if (LandingHindrance.Locked(work.Files) is { } locked)
        {
            throw new UserError(
                $"{work.Id} not taken back, nothing was changed: {locked}",
                $"undo {work.Id} when it is done"
            );
        }
        var source = ChangeRecord.Source(record).Reversed;
        var counted = await ChangeContents.CountAsync(work.Files, source, stop);
        var outcome = await new Landing(state, work.Files, time).LandAsync(
            work.Id,
            LandingKind.Undo,
            source,
            counted,
            _ => work.Tell(state, time, new Undone()),
            stop
        );
        return outcome is LandingOutcome.Conflicting { Conflicts: var conflicts }
            ? new AppliedWork(
                work.Id,
                WorkOutcome.Conflicts,
                counted,
                await new LaterLandings(LandingFolder.Of(state, work.Files), work.Files, time).NamedInAsync(
                    work.Id,
                    conflicts,
                    stop
                )
            )
            : new AppliedWork(work.Id, WorkOutcome.Done, counted, []) { Commit = work.View?.Commit };
    }

    /// <summary>The work goes; what it was stays to be had until it is discarded <paramref name="forGood"/>.</summary>
    public async Task<DiscardedWork> DiscardAsync(string name, bool forGood, CancellationToken stop)
    {
        var work = await FoundWork.FindAsync(state, here, name, stop);
        using var held = work.Directory is null ? null : JobOwnership.Take(work.Directory);
        var view = work.View;
        if (view?.Landing == LandingState.Landed)
        {
            throw new UserError($"{work.Id} has landed: there is nothing to discard", $"undo {work.Id} takes it back");
        }
        if (work.Directory is { } job && view is { HoldsUnlandedWork: true })
        {
            var outcome = forGood
                ? new SalvageOutcome.NothingToKeep()
                : await Salvage.BeforeDeletingAsync(state, job, stop);
            if (outcome is SalvageOutcome.MustStay(var why))
            {
                throw new UserError($"{work.Id} is kept: its work could not be saved first: {why}");
            }
            work.Tell(state, time, new Discarded());
            WholeDirectory.Delete(job.Tree);
            WholeDirectory.Delete(job.Store);
            await JobRefs.RemoveAsync(work.Files, JobRefs.Keep, work.Id, stop);
        }
        if (forGood)
        {
            await JobRefs.RemoveAsync(work.Files, JobRefs.Salvage, work.Id, stop);
        }
        return new DiscardedWork(
            work.Id,
            await JobRefs.FindAsync(work.Files, JobRefs.Salvage, work.Id, stop) is not null
        );
    }

    /// <summary>What was saved in this project before something was deleted, taken back or discarded.</summary>
    public async Task<ImmutableArray<SalvagedWork>> SalvagedAsync(CancellationToken stop)
    {
        var files = await JobWork.FilesAsync(state, here, stop);
        var found = ImmutableArray.CreateBuilder<SalvagedWork>();
        foreach (
            var saved in (await JobRefs.AllAsync(files, stop)).Where(static saved => saved.Purpose == JobRefs.Salvage)
        )
        {
            found.Add(
                new SalvagedWork(
                    saved.Job,
                    await ChangeContents.CountAsync(files, ChangeRecord.Source(saved.Target), stop)
                )
            );
        }
        return found.ToImmutable();
    }

    /// <summary>The work as a patch; of a running job as of its last checkpoint.</summary>
    /// <param name="path">Only this file or directory, relative to the project's root; null for all.</param>
    public async Task<WorkDiff> DiffAsync(string name, string? path, CancellationToken stop)
    {
        var work = await FoundWork.FindAsync(state, here, name, stop);
        if (await DiffSourceAsync(work, work.View, stop) is not { } source)
        {
            return new WorkDiff(work.Id, "", []);
        }
        string[] only = path is null ? [] : ["--", $":(top,literal){path}"];
        var patch = await work.Files.GitAsync(
            ["diff-tree", "-r", "-p", "-M", "--no-ext-diff", "--no-textconv", source.Before, source.After, .. only],
            stop,
            borrowed: source.Borrowed
        );
        var counted = await ChangeContents.CountAsync(work.Files, source, stop);
        return new WorkDiff(
            work.Id,
            System.Text.Encoding.UTF8.GetString(patch),
            path is null
                ? counted
                :
                [
                    .. counted.Where(file =>
                        file.Path == path || file.Path.StartsWith(path + "/", StringComparison.Ordinal)
                    ),
                ]
        )
        {
            NotAppliedWhy = work.View is { Landing: LandingState.NotApplied } view ? view.NotAppliedWhy : null,
        };
    }

    private async Task<AppliedWork> NothingToUndoAsync(FoundWork work, CancellationToken stop)
    {
        var view = work.View;
        if (view?.Landing == LandingState.Landed)
        {
            throw new UserError(
                view.Files.IsEmpty
                    ? $"{work.Id} changed nothing"
                    : $"{work.Id} cannot be taken back any more: only the newest {Landing.Undoable} landed jobs of a repository can"
            );
        }
        return
            view?.Landing == LandingState.Undone
            || await JobRefs.FindAsync(work.Files, JobRefs.Salvage, work.Id, stop) is not null
            ? new AppliedWork(work.Id, WorkOutcome.Already, [], [])
            : throw new UserError($"{work.Id} has not landed: there is nothing to take back");
    }

    private static async Task<ChangeSource> SourceAsync(FoundWork work, JobView? view, CancellationToken stop)
    {
        if (view is { Status: var status } && !status.IsEnded())
        {
            throw new UserError($"{work.Id} is not finished", $"resume {work.Id}, or cancel {work.Id}");
        }
        if (
            work.Directory is { } job
            && view is { Landing: not LandingState.Undone }
            && JobWork.Of(job, view) is { } own
        )
        {
            return own;
        }
        return await JobRefs.FindAsync(work.Files, JobRefs.Salvage, work.Id, stop) is { } saved
            ? ChangeRecord.Source(saved) with
            {
                Form = ChangeForm.Either,
            }
            : throw NoWork(work);
    }

    private static async Task<ChangeSource?> DiffSourceAsync(FoundWork work, JobView? view, CancellationToken stop)
    {
        foreach (var purpose in (string[])[JobRefs.Landed, JobRefs.Salvage])
        {
            if (await JobRefs.FindAsync(work.Files, purpose, work.Id, stop) is { } record)
            {
                return ChangeRecord.Source(record);
            }
        }
        return (work.Directory is { } job && view is not null ? JobWork.Of(job, view) : null) is { } done ? done
            // It was stopped before its tree was made.
            : view is { Isolation: Isolation.Tree, Base: null } && work.Directory is not null ? null
            : throw NoWork(work);
    }

    private static UserError NoWork(FoundWork work) =>
        new($"{work.Id} has no changes that are kept apart from your files");
}
