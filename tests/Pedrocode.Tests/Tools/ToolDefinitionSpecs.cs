using Pedrocode.Core.Tools;

namespace Pedrocode.Tests.Tools;

public class ToolDefinitionSpecs
{
    [Fact]
    public void The_file_tools_are_told_in_few_bytes()
    {
        Tool[] tools =
        [
            new ReadFileTool(),
            new WriteFileTool(),
            new CodeEditTool(),
            new ApplyPatchTool(),
            new SearchCodeTool(),
            new FindFilesTool(),
        ];
        tools
            .Sum(static tool =>
                tool.Definition.Name.Length + tool.Definition.Description.Length + tool.Definition.Parameters.Length
            )
            .ShouldBeLessThan(1_400);
    }
}
