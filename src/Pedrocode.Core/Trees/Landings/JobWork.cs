using System.Collections.Immutable;
using System.Text;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;

namespace Pedrocode.Core.Trees.Landings;

/// <summary>What a job did in its tree, and the user's files that it is to come into.</summary>
internal static class JobWork
{
    /// <summary>From the base to the last checkpoint; null where the job has no tree of its own, or none yet.</summary>
    public static ChangeSource? Of(JobDirectory job, JobView view) =>
        view is { Isolation: Isolation.Tree, Base: { } start, Checkpoint: { } last } && Directory.Exists(job.Store)
            ? new ChangeSource(start.Tree, last.Tree, new TreeStore(job).Objects, ChangeForm.Either)
            : null;

    /// <summary>Throws <see cref="UserError"/> where the user's files are not there any more.</summary>
    public static async Task<UserFiles> FilesAsync(StateDirectory state, string root, CancellationToken stop)
    {
        var project = JobTrees.InPlace(root);
        return project.InGit
            ? await UserFiles.OfRepositoryAsync(project.Root, stop)
            : UserFiles.OfFolder(project.Root, PrivateRepository(state, project.Root));
    }

    private static string PrivateRepository(StateDirectory state, string root) =>
        Path.Combine(
            state.Path,
            "repositories",
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(root)))[..32]
        );
}
