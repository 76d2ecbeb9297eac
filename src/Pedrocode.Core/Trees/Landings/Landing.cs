using System.Collections.Immutable;
using System.Globalization;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Posix;
using Pedrocode.Core.Tools;

namespace Pedrocode.Core.Trees.Landings;

/// <summary>
/// Brings a change into the user's files: three-way, all or nothing, one after the other for each repository over all processes, and so
/// that a kill at any moment leaves what <see cref="LandingRecovery"/> finishes or reverses.
/// </summary>
internal sealed class Landing(StateDirectory state, UserFiles files, TimeProvider time)
{
    /// <summary>So many landed jobs of a repository can be taken back.</summary>
    public const int Undoable = 20;

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);

    private readonly LandingFolder folder = LandingFolder.Of(state, files);

    /// <summary>Called before each change of a name in the user's files; a test can end the world there.</summary>
    public Action<string>? BeforeStep { get; init; }

    /// <summary>Of the commit that is to be made of the change; null where none is wanted.</summary>
    public string? CommitMessage { get; init; }

    /// <param name="tell">Writes down what happened, before the plan is forgotten; called only where the outcome is <see cref="LandingOutcome.Placed"/>.</param>
    /// <param name="counted">The files as the job's lists show them.</param>
    public async Task<LandingOutcome> LandAsync(
        JobId job,
        LandingKind kind,
        ChangeSource source,
        ImmutableArray<FileChange> counted,
        Action<LandingOutcome.Placed> tell,
        CancellationToken stop
    )
    {
        using var held = await folder.LockAsync(LookAgain, time, stop);
        await LandingRecovery.FinishAsync(state, folder, time);
        files.EnsureRepository();
        using var disk = new RootedFiles(files.Root);
        var scratch = folder.MakeScratch();
        var merged = await ChangeMerge.OfAsync(files, disk, source, await source.ReadAsync(files, stop), scratch, stop);
        if (merged.Conflicts.Length > 0)
        {
            return new LandingOutcome.Conflicting(merged.Conflicts);
        }
        stop.ThrowIfCancellationRequested();
        if (merged.Files.Length == 0)
        {
            var nothing = new LandingOutcome.Placed(Record: null);
            tell(nothing);
            if (kind == LandingKind.Undo)
            {
                await LandingRecovery.SetUndoneAsync(files, job);
            }
            return nothing;
        }
        // From here on it is finished or reversed, whoever asks for an end.
        var (commit, why) = await CommitAsync(job, source, scratch);
        return await PlaceAsync(disk, merged, job, kind, counted, tell, scratch, commit, why);
    }

    private async Task<LandingOutcome> PlaceAsync(
        RootedFiles disk,
        MergedChange merged,
        JobId job,
        LandingKind kind,
        ImmutableArray<FileChange> counted,
        Action<LandingOutcome.Placed> tell,
        string scratch,
        LandingCommit? commit,
        string? notCommitted
    )
    {
        var record = await ChangeRecord.WriteAsync(files, merged, scratch, CancellationToken.None);
        var plan = Plan(disk, merged, job, kind, counted, record) with { Commit = commit, NotCommitted = notCommitted };
        plan.Write(folder.Plan);
        if (kind == LandingKind.Land)
        {
            await JobRefs.SetAsync(files, JobRefs.Landed, job, record, CancellationToken.None);
        }
        var placement = new Placement(disk, plan.Steps, plan.NewDirectories) { Before = BeforeStep };
        try
        {
            placement.Stage(merged.Files.ToDictionary(static file => file.Path, static file => file.New));
            plan = plan with { Phase = LandingPhase.Placing };
            plan.Write(folder.Plan);
            placement.Run();
        }
        catch (Exception e) when (e is PlaceTakenException or IOException or UnauthorizedAccessException)
        {
            var left = await LandingRecovery.ReverseAsync(folder, plan, placement);
            var except = LandingRecovery.Except(left);
            return e is PlaceTakenException taken
                ? new LandingOutcome.Conflicting([
                    new LandingConflict(taken.Path.Shown, "was changed at this moment" + except),
                ])
                : throw new UserError(
                    $"{job} could not be brought into {files.Root}: {e.Message}",
                    "nothing was changed" + except
                );
        }
        plan = plan with { Phase = LandingPhase.Placed };
        plan.Write(folder.Plan);
        BeforeStep?.Invoke("commit");
        plan = await LandingRecovery.CompleteAsync(folder, plan, placement);
        var placed = new LandingOutcome.Placed(record, plan.Commit?.Commit, plan.NotCommitted);
        BeforeStep?.Invoke("tell");
        tell(placed);
        folder.Forget();
        return placed;
    }

    private async Task<(LandingCommit? Commit, string? NotCommitted)> CommitAsync(
        JobId job,
        ChangeSource source,
        string scratch
    )
    {
        if (CommitMessage is null)
        {
            return (null, null);
        }
        try
        {
            return (
                await CommitPreparation.PrepareAsync(
                    files,
                    source,
                    job,
                    CommitMessage,
                    scratch,
                    CancellationToken.None
                ),
                null
            );
        }
        catch (CommitRefusedException e)
        {
            return (null, e.Message);
        }
    }

    private LandingPlan Plan(
        RootedFiles disk,
        MergedChange merged,
        JobId job,
        LandingKind kind,
        ImmutableArray<FileChange> counted,
        string record
    )
    {
        var replaced = merged
            .Files.Where(static file => file.Old.Kind == RootedKind.Directory)
            .Select(static file => file.Path)
            .ToHashSet();
        var steps = merged
            .Files.Select(
                (file, i) => Placement.Step(disk, file, $"{job}-{i.ToString(CultureInfo.InvariantCulture)}", replaced)
            )
            .ToImmutableArray();
        var made = merged
            .Files.Where(static file => file.New.Kind != RootedKind.Nothing)
            .SelectMany(static file => file.Path.Ancestors)
            .Distinct()
            .Where(path => disk.Look(path).Kind != RootedKind.Directory)
            .ToImmutableArray();
        return new LandingPlan(job, kind, files, record, LandingPhase.Staging, steps, made, counted);
    }
}
