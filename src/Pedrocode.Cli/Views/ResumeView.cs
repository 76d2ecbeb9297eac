using System.Globalization;
using Pedrocode.Cli.Terminals;
using Pedrocode.Core;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;

namespace Pedrocode.Cli.Views;

/// <summary>What was done and what remains, when a job is gone on with.</summary>
internal static class ResumeView
{
    public static string Text(JobView before, JobResumed granted, Style style)
    {
        var phase = before.Phase is { } at
            ? $"phase {at.Number}/{at.Count} {at.Name}, round {at.Round}"
            : "its beginning";
        var head = $"{style.Mark("🔄 ", "")}Resumed {before.Id} ({before.Agent}): ";
        var task = Brief.FirstLine(Core.Tools.VisibleText.Clean(before.Task), style);
        return $"""
            {head}{Brief.Line(task, style.Width - TextWidth.Of(head), style)}
               Done: {Plural.Of(before.ToolCalls, "tool call")}, {Plural.Of(before.LlmCalls, "LLM call")}{Changed(
                before
            )}
               Goes on at: {phase}{Granted(granted)}
            """;
    }

    /// <summary>What commands changed is counted when the job ends: before, no number is no zero.</summary>
    private static string Changed(JobView before) =>
        before.Files.IsEmpty ? "" : $", {Plural.Of(before.Files.Count, "file")} changed";

    private static string Granted(JobResumed granted)
    {
        var more = new[]
        {
            granted.Rounds > 0 ? Plural.Of(granted.Rounds, "round") : null,
            granted.Tokens > 0 ? Plural.Of(granted.Tokens, "token") : null,
            granted.Minutes > 0 ? Plural.Of(granted.Minutes, "minute") : null,
            granted.Cost > 0 ? string.Create(CultureInfo.InvariantCulture, $"cost {granted.Cost:0.00##}") : null,
        }.OfType<string>();
        return string.Join(", ", more) is { Length: > 0 } text ? $"\n   Beyond its limits: {text} more" : "";
    }
}
