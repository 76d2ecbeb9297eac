using System.Text;

namespace Pedrocode.Core.Agents;

/// <summary>The message that opens a phase: goal, tools, and what finish must carry.</summary>
internal static class PhaseMessage
{
    /// <param name="number">From 1.</param>
    /// <param name="task">Only the first phase states it; the later ones stand in the same conversation.</param>
    public static string Of(Agent agent, int number, string task)
    {
        var phase = agent.Phases[number - 1];
        var text = new StringBuilder();
        if (number == 1)
        {
            text.Append("Task: ").Append(task.Trim()).Append("\n\n");
        }
        if (agent.Phases.Length > 1)
        {
            text.Append($"Phase {number} of {agent.Phases.Length}: {phase.Name}. ");
        }
        text.Append(phase.Goal).Append('\n');
        text.Append("Tools: ").AppendJoin(", ", phase.Tools).Append(", finish\n");
        text.Append(
            phase.Result is { } result
                ? $"End with finish(summary, result). result is JSON of this schema: {result.Schema}\nExample: {result.Example}"
                : "End with finish(summary)."
        );
        return text.ToString();
    }
}
