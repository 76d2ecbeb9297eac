using System.Globalization;
using Pedrocode.Core;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Tools;

namespace Pedrocode.Cli.Views;

/// <summary>A journal entry as lines of <c>/logs</c>: the notice with its time, and the texts that notices leave out.</summary>
internal static class LogView
{
    private const int MostLines = 12;

    public static string? Line(JournalEntry entry, JobView after, Style style)
    {
        var text = entry.Event switch
        {
            JobCreated made => $"{style.Mark("📝", "+")} {made.Agent}: {Indented(made.Task)}",
            ModelReplied { Reply.Text: { Length: > 0 } words } => $"{style.Mark("💭", "-")} {Indented(words)}",
            ToolCallEnded { Outcome: var outcome } call =>
                $"   {VisibleText.CleanLine(call.Tool)} {outcome.Result.ToString().ToLowerInvariant()}: {Indented(outcome.Text)}",
            PhaseEnded phase => $"{style.Mark("✅", "=")} {phase.Phase}: {Indented(phase.Summary)}",
            ApprovalAnswered answered =>
                $"{style.Mark("✋", "?")} answered: {answered.Answer.ToString().ToLowerInvariant()}",
            var fact => NoticeView.Of(fact, after, style)?.Text,
        };
        return text is null
            ? null
            : $"{style.Dim(TimeZoneInfo.ConvertTime(entry.Time, style.Zone).ToString("HH:mm:ss", CultureInfo.InvariantCulture))} {text}";
    }

    private static string Indented(string text)
    {
        var lines = VisibleText.Clean(text).TrimEnd().Split('\n');
        var shown = string.Join("\n         ", lines.Take(MostLines));
        return lines.Length > MostLines
            ? $"{shown}\n         ({Plural.Of(lines.Length - MostLines, "more line")})"
            : shown;
    }
}
