using Pedrocode.Core.Models;
using Pedrocode.Core.Permissions;
using Pedrocode.Core.Trees;

namespace Pedrocode.Core.Agents;

/// <summary>The first message of a conversation: the agent's prompt and where it works. Fixed for the whole job.</summary>
internal static class SystemPrompt
{
    /// <param name="edits">How the model writes changes best.</param>
    public static string Of(Agent agent, JobTree tree, FolderOffer? trusted, EditFormat edits = EditFormat.CodeEdit) =>
        $"{agent.Prompt}{(agent.MayChange ? Hint(edits) : "")}\n\nWorking directory: {tree.ProjectWorkDir}{(tree.ProjectRoot == tree.ProjectWorkDir ? "" : $" (project root: {tree.ProjectRoot})")}{ProjectRules.Of(tree, trusted)}";

    private static string Hint(EditFormat edits) =>
        edits switch
        {
            EditFormat.CodeEdit => "",
            EditFormat.Patch => "\n- Change files with apply_patch, not with code_edit.",
            EditFormat.Blocks => """

                - Change a file by a block in a reply that calls no tool; several blocks may follow each other:
                path/of/file
                <<<<<<< SEARCH
                lines as they stand
                =======
                lines as they shall be
                >>>>>>> REPLACE
                """,
            _ => throw new NotSupportedException(edits.ToString()),
        };
}
