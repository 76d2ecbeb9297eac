using System.Collections.Immutable;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Trees.Landings;

/// <summary>Finishes what a killed process had begun in the user's files, or takes it back.</summary>
internal static class LandingRecovery
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// Every landing that was begun and not ended. Called before anything else is done. One that cannot be ended is said, and stops nothing
    /// but landings in its own repository.
    /// </summary>
    /// <param name="say">Hears what the user has to know of it.</param>
    public static async Task RecoverAsync(StateDirectory state, TimeProvider time, Action<string> say)
    {
        foreach (var folder in LandingFolder.Unfinished(state))
        {
            // Whoever is at it this moment lets go soon, and has finished then.
            using var held = await folder.LockAsync(LookAgain, time, CancellationToken.None);
            try
            {
                say(await FinishAsync(state, folder, time));
            }
            catch (PlanDamagedException)
            {
                // fsck says so, and whoever wants to land there.
            }
            catch (Exception e) when (e is UserError or GitFailure or IOException or UnauthorizedAccessException)
            {
                say($"{What(folder)} had been begun by a process that was killed, and cannot be ended: {e.Message}");
            }
        }
    }

    /// <summary>What is left in the folder. Only under its lock.</summary>
    /// <returns>What the user has to know of it; empty where there is nothing.</returns>
    public static async Task<string> FinishAsync(StateDirectory state, LandingFolder folder, TimeProvider time)
    {
        if (LandingPlan.Read(folder.Plan) is not { } plan)
        {
            return "";
        }
        if (!Directory.Exists(plan.Files.Root))
        {
            // The whole project is gone: there is nothing to finish or to reverse.
            folder.Forget();
            return "";
        }
        using var disk = new RootedFiles(plan.Files.Root);
        var placement = new Placement(disk, plan.Steps, plan.NewDirectories);
        if (plan.Phase == LandingPhase.Placing)
        {
            try
            {
                placement.Run();
            }
            catch (Exception e) when (e is PlaceTakenException or IOException or UnauthorizedAccessException)
            {
                return Taken(plan, await ReverseAsync(folder, plan, placement));
            }
            plan = plan with { Phase = LandingPhase.Placed };
            plan.Write(folder.Plan);
        }
        if (plan.Phase == LandingPhase.Staging)
        {
            await ReverseAsync(folder, plan, placement);
            return "";
        }
        plan = await CompleteAsync(folder, plan, placement);
        LandingJournal.Tell(state, plan, time);
        folder.Forget();
        return $"{What(plan)} had been begun by a process that was killed: it is finished now";
    }

    private static string What(LandingPlan plan) =>
        $"{(plan.Kind == LandingKind.Undo ? "The undo" : "The landing")} of {plan.Job} in {plan.Files.Root}";

    private static string What(LandingFolder folder) =>
        LandingPlan.Read(folder.Plan) is { } plan ? What(plan) : "A landing";

    private static string Taken(LandingPlan plan, ImmutableArray<BytePath> left) =>
        $"{What(plan)} had been begun by a process that was killed, and your files have changed since: it is taken back"
        + Except(left);

    /// <summary><c>, but for a.cs, which you changed meanwhile</c>; empty for none.</summary>
    public static string Except(ImmutableArray<BytePath> left) =>
        left.IsEmpty
            ? ""
            : $", but for {string.Join(", ", left.Select(static path => path.Shown))}: changed once more meanwhile, and left as it is";

    /// <summary>The user's files as they were, and nothing of ours among them.</summary>
    /// <returns>What was changed once more meanwhile, and is left as it is.</returns>
    public static async Task<ImmutableArray<BytePath>> ReverseAsync(
        LandingFolder folder,
        LandingPlan plan,
        Placement placement
    )
    {
        var left = ImmutableArray<BytePath>.Empty;
        if (plan.Phase == LandingPhase.Placing)
        {
            left = placement.Reverse();
            plan = plan with { Phase = LandingPhase.Staging };
            plan.Write(folder.Plan);
        }
        placement.Clear();
        if (plan.Kind == LandingKind.Land)
        {
            await JobRefs.RemoveAsync(plan.Files, JobRefs.Landed, plan.Job, CancellationToken.None);
        }
        folder.Forget();
        return left;
    }

    /// <summary>Every file is in its place: commits where that was asked for, clears away what was kept, and sets the refs right.</summary>
    public static async Task<LandingPlan> CompleteAsync(LandingFolder folder, LandingPlan plan, Placement placement)
    {
        if (plan.Commit is { } commit && await commit.MakeAsync(plan.Files) is { } why)
        {
            plan = plan with { Commit = null, NotCommitted = why };
        }
        placement.Clear();
        await SetRefsAsync(folder, plan);
        return plan;
    }

    private static async Task SetRefsAsync(LandingFolder folder, LandingPlan plan)
    {
        if (plan.Kind == LandingKind.Undo)
        {
            await SetUndoneAsync(plan.Files, plan.Job);
            return;
        }
        var refs = await JobRefs.AllAsync(plan.Files, CancellationToken.None);
        if (refs.Any(found => found.Purpose == JobRefs.Salvage && found.Job == plan.Job))
        {
            await JobRefs.RemoveAsync(plan.Files, JobRefs.Salvage, plan.Job, CancellationToken.None);
        }
        var order = new LandedOrder(folder);
        order.Add(plan.Job);
        foreach (var old in order.Of(refs).SkipLast(Landing.Undoable))
        {
            await JobRefs.RemoveAsync(plan.Files, JobRefs.Landed, old.Job, CancellationToken.None);
        }
    }

    /// <summary>What was taken back is not lost: it can be applied again.</summary>
    public static async Task SetUndoneAsync(UserFiles files, JobId job)
    {
        if (await JobRefs.FindAsync(files, JobRefs.Landed, job, CancellationToken.None) is { } record)
        {
            await JobRefs.MoveAsync(files, JobRefs.Landed, JobRefs.Salvage, job, record, CancellationToken.None);
        }
    }
}
