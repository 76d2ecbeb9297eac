namespace Pedrocode.Core.Tools;

/// <summary>The tools every job has, in the order that is sent: fixed, so that prefixes stay equal.</summary>
public static class StandardTools
{
    public static Toolbox All { get; } =
        new([
            new ReadFileTool(),
            new WriteFileTool(),
            new CodeEditTool(),
            new ApplyPatchTool(),
            new SearchCodeTool(),
            new FindFilesTool(),
            new BashTool(),
            new PlanTool(),
            new FinishTool(),
        ]);
}
