using Pedrocode.Core.Trees;

namespace Pedrocode.Cli;

/// <summary>Which project the user stands in.</summary>
internal static class ProjectRoot
{
    public static string Of(string workDir) => JobTrees.InPlace(workDir).Root;
}
