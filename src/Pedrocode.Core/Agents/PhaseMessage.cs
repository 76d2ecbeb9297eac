using System.Text;
using System.Text.Json;
using Pedrocode.Core.Checks;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Tools;

namespace Pedrocode.Core.Agents;

/// <summary>The message that opens a phase: goal, tools, and what finish must carry.</summary>
internal static class PhaseMessage
{
    /// <param name="number">From 1.</param>
    /// <param name="task">Only the first phase states it; the later ones stand in the same conversation.</param>
    /// <param name="handedOn">What the phase before handed on; null where it handed on nothing.</param>
    /// <param name="facts">What the phase is shown of the project.</param>
    /// <param name="again">Where the phase is done again: what was said to it.</param>
    /// <param name="anew">Where its tree was begun anew.</param>
    /// <param name="against">The check that fails there.</param>
    public static string Of(
        Agent agent,
        int number,
        string task,
        JsonElement? handedOn = null,
        string facts = "",
        Rewound? again = null,
        Rebased? anew = null,
        CheckEnded? against = null
    )
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
        if (handedOn is { } result)
        {
            text.Append($"From {agent.Phases[number - 2].Name}:\n{ResultText.Of(result)}\n");
        }
        text.Append(facts);
        text.Append("Tools: ").AppendJoin(", ", phase.Tools).Append(", finish\n");
        text.Append(
            phase.Result is { } wanted
                ? $"End with finish(summary, result). result is JSON of this schema: {wanted.Schema}\nExample: {Finish(phase)}"
                : "End with finish(summary)."
        );
        if (anew is not null)
        {
            Append(text, anew, against, again?.Feedback);
        }
        else if (again is not null)
        {
            text.Append("\nThis is done again: what was tried before did not satisfy the user.");
            text.Append(again.Feedback is { } said ? $" The user says: {said}" : " Try another way.");
        }
        return text.ToString();
    }

    private static void Append(StringBuilder text, Rebased anew, CheckEnded? against, string? feedback)
    {
        text.Append(
            "\nThe user's files have changed since you began. The tree now holds them as they are, with your changes merged in."
        );
        if (anew.Conflicts.Length > 0)
        {
            text.Append(
                " Where both changed the same lines there are conflict markers (<<<<<<<, =======, >>>>>>>): keep what both meant and remove every marker. Files to settle:"
            );
            foreach (var conflict in anew.Conflicts)
            {
                text.Append($"\n- {VisibleText.CleanLine(conflict.Path)}: {conflict.Why}");
            }
        }
        else if (against is not null)
        {
            text.Append(
                $"\nTogether they failed the project's check `{against.Command}`, so your changes were not taken over:\n{VisibleText.Clean(against.Text).TrimEnd()}\nMend that."
            );
        }
        if (feedback is not null)
        {
            text.Append($"\nThe user says: {feedback}");
        }
    }

    /// <summary>The arguments of a finish that this phase accepts.</summary>
    public static string Finish(Phase phase) =>
        phase.Result is { } wanted ? $$"""{"summary":"…","result":{{wanted.Example}}}""" : """{"summary":"…"}""";
}
