using System.Text;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Tools;

namespace Pedrocode.Core.Agents;

/// <summary>
/// What stands for the part of a conversation that is left out: the task, what was decided, the plan, the files touched, the last
/// failures, and the goal of the phase. A fold of the journal: no model is asked.
/// </summary>
internal static class ConversationSummary
{
    private const int LastCalls = 12;

    /// <param name="upTo">Sequence of the last entry that is left out.</param>
    /// <param name="most">Characters.</param>
    public static string Of(JobView view, IReadOnlyList<JournalEntry> entries, long upTo, int most)
    {
        var gone = entries.Where(entry => entry.Sequence <= upTo).Select(static entry => entry.Event).ToList();
        var phase = gone.FindLastIndex(static fact => fact is PhaseStarted);
        var isOpen = phase >= 0 && !gone.Skip(phase).Any(static fact => fact is PhaseEnded);
        var opening = isOpen ? ((PhaseStarted)gone[phase]).Message : "";
        var text = new StringBuilder("(The conversation was shortened. What was left out, in brief:)\n");
        if (!opening.Contains(view.Task.Trim(), StringComparison.Ordinal))
        {
            Add(text, "Task: ", view.Task.Trim(), most / 4);
        }
        foreach (var ended in gone.OfType<PhaseEnded>())
        {
            Add(text, $"{ended.Phase}: ", Decided(ended), most / 5);
        }
        if (Plan(gone) is { } plan)
        {
            Add(text, "Plan: ", plan, most / 6);
        }
        foreach (var steer in gone.OfType<Steered>().TakeLast(3))
        {
            Add(text, "The user said: ", steer.Text, most / 10);
        }
        if (view.Files.Count > 0)
        {
            Add(text, "Files changed: ", string.Join(", ", view.Files.Keys), most / 8);
        }
        if (isOpen)
        {
            Add(text, "Calls made in this phase: ", Calls(gone, phase), most / 6);
        }
        foreach (var failed in Failures(gone))
        {
            Add(text, "Failed: ", failed, most / 10);
        }
        if (opening.Length > 0)
        {
            text.Append('\n').Append(Short(opening, most / 2)).Append('\n');
        }
        return text.ToString().TrimEnd();
    }

    private static void Add(StringBuilder text, string title, string what, int most)
    {
        if (what.Length > 0)
        {
            text.Append(title).Append(Short(what, most)).Append('\n');
        }
    }

    private static string Decided(PhaseEnded ended) =>
        ended.Result is { } result ? $"{ended.Summary} {result.GetRawText()}" : ended.Summary;

    private static string? Plan(List<JobEvent> gone) =>
        gone.OfType<ModelReplied>()
            .SelectMany(static replied => replied.Reply.Calls)
            .LastOrDefault(static call => call.Name == "plan")
            ?.Arguments;

    private static string Calls(List<JobEvent> gone, int phase) =>
        string.Join(
            "; ",
            gone.Skip(phase).OfType<ToolCallStarted>().Select(static call => call.Brief).TakeLast(LastCalls)
        );

    private static IEnumerable<string> Failures(List<JobEvent> gone)
    {
        var briefs = gone.OfType<ToolCallStarted>().ToLookup(static call => call.CallId, static call => call.Brief);
        return gone.OfType<ToolCallEnded>()
            .Where(static call => call.Outcome.Result == ToolResult.Failed)
            .TakeLast(3)
            .Select(call => $"{briefs[call.CallId].FirstOrDefault() ?? call.Tool}: {call.Outcome.Text}");
    }

    private static string Short(string text, int most)
    {
        if (text.Length <= most)
        {
            return text;
        }
        var head = most * 2 / 3;
        var tail = text.Length - (most - head);
        head -= char.IsHighSurrogate(text[head - 1]) ? 1 : 0;
        tail += char.IsLowSurrogate(text[tail]) ? 1 : 0;
        return $"{text[..head]} […] {text[tail..]}";
    }
}
