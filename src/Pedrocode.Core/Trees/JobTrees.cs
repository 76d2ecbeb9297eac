using Pedrocode.Core.Journals;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Trees;

/// <summary>Finds the tree for a job.</summary>
public static class JobTrees
{
    /// <summary>The user's own directory, in place. Throws <see cref="UserError"/> where it is not there.</summary>
    public static JobTree InPlace(string workDir)
    {
        var real =
            RealPath.Of(workDir)
            ?? throw new UserError($"{workDir} is not there", "start pedrocode in a directory that exists");
        var root = RootAbove(real);
        return new JobTree(root ?? real, real, root is not null);
    }

    /// <summary>Where a job of that isolation works: its own tree's files need not be there yet.</summary>
    /// <param name="job">The job's directory.</param>
    /// <param name="project">The user's files, as <see cref="InPlace"/> finds them.</param>
    /// <param name="isolation">In place, or in a tree of its own.</param>
    public static JobTree Of(JobDirectory job, JobTree project, Isolation isolation)
    {
        if (isolation == Isolation.None)
        {
            return project;
        }
        var root = Path.Combine(RealPath.Of(job.Path) ?? job.Path, Path.GetFileName(job.Tree));
        return new JobTree(
            root,
            Path.GetFullPath(Path.GetRelativePath(project.Root, project.WorkDir), root),
            project.InGit
        )
        {
            ProjectRoot = project.Root,
            ProjectWorkDir = project.WorkDir,
            Store = new TreeStore(job, project.Root),
        };
    }

    /// <summary>The user's files of a job that is gone on with: its root is what it was, whatever has become a repository since.</summary>
    public static JobTree Again(string root, string workDir) =>
        Directory.Exists(root)
            ? new JobTree(root, workDir, IsRepository(root))
            : throw new UserError($"{root} is not there", "the job's work is kept: bring the folder back");

    /// <summary>Why jobs begun there work in the user's own files whatever is set; null where they need not.</summary>
    public static string? WhyInPlace(JobTree project, StateDirectory state) =>
        project.InGit ? null : PrivateRepository.WhyNone(project.Root, state);

    /// <summary>Whether the directory itself is the top of a git work tree.</summary>
    public static bool IsRepository(string directory) => Path.Exists(Path.Combine(directory, ".git"));

    private static string? RootAbove(string directory)
    {
        for (var at = directory; at is not null; at = Path.GetDirectoryName(at))
        {
            if (IsRepository(at))
            {
                return at;
            }
        }
        return null;
    }
}
