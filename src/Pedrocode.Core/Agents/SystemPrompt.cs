using Pedrocode.Core.Permissions;
using Pedrocode.Core.Trees;

namespace Pedrocode.Core.Agents;

/// <summary>The first message of a conversation: the agent's prompt and where it works. Fixed for the whole job.</summary>
internal static class SystemPrompt
{
    public static string Of(Agent agent, JobTree tree, FolderOffer? trusted) =>
        $"{agent.Prompt}\n\nWorking directory: {tree.ProjectWorkDir}{(tree.ProjectRoot == tree.ProjectWorkDir ? "" : $" (project root: {tree.ProjectRoot})")}{ProjectRules.Of(tree, trusted)}";
}
