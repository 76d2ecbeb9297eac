using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;

namespace Pedrocode.Core.Trees.Landings;

/// <summary>What a job did in its tree, and the user's files that it is to come into.</summary>
internal static class JobWork
{
    /// <summary>From the base to the last checkpoint; null where the job has no tree of its own, or none yet.</summary>
    public static ChangeSource? Of(JobDirectory job, JobView view) =>
        view is { Isolation: Isolation.Tree, Base: { } start, Checkpoint: { } last } && Directory.Exists(job.Store)
            ? new ChangeSource(start.Tree, last.Tree, new TreeStore(job, view.Root).Objects, ChangeForm.Either)
            : null;

    /// <summary>Throws <see cref="UserError"/> where the user's files are not there any more.</summary>
    /// <param name="root">Of the project, as its jobs know it.</param>
    public static async Task<UserFiles> FilesAsync(StateDirectory state, string root, CancellationToken stop) =>
        !Directory.Exists(root)
            ? throw new UserError($"{root} is not there", "its jobs are kept: bring the folder back")
        : JobTrees.IsRepository(root) ? await UserFiles.OfRepositoryAsync(root, stop)
        : UserFiles.OfFolder(PrivateRepository.Of(state, root));
}
