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

    private static string? RootAbove(string directory)
    {
        for (var at = directory; at is not null; at = Path.GetDirectoryName(at))
        {
            var mark = Path.Combine(at, ".git");
            if (Directory.Exists(mark) || File.Exists(mark))
            {
                return at;
            }
        }
        return null;
    }
}
