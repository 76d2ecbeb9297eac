using System.Text;
using Pedrocode.Cli.Views.Markdown;
using Pedrocode.Core.Agents;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Tools;

namespace Pedrocode.Cli.Views;

/// <summary>What interactive mode shows around each phase.</summary>
internal static class InteractiveView
{
    public static string Start(Style style) =>
        $"{style.Mark("🔍 ", "")}Starting interactive execution\n   You'll review and approve each phase\n";

    public static string PhaseHead(int number, int count, string phase, Style style) =>
        $"{style.Mark("📋 ", "")}Phase {number}/{count}: {phase}";

    /// <summary>The summary of a phase and, where it has one, its result.</summary>
    public static string HandedOn(PhaseEnded ended) =>
        ended.Result is { } result ? $"{ended.Summary}\n\n{Apart(ResultText.Of(result))}" : ended.Summary;

    /// <summary>In Markdown a line behind a list belongs to it, unless a blank one parts them.</summary>
    private static string Apart(string result)
    {
        var lines = result.Split('\n');
        return string.Join(
            '\n',
            lines.Select(
                (line, i) => i > 0 && IsOfList(lines[i - 1]) && !IsOfList(line) && line.Length > 0 ? $"\n{line}" : line
            )
        );
    }

    private static bool IsOfList(string line) =>
        line.StartsWith("- ", StringComparison.Ordinal) || line.StartsWith("  ", StringComparison.Ordinal);

    public static string PhaseEnd(string phase, int rounds, string summary, Style style) =>
        End(
            $"{style.Mark("✅ ", "")}Phase completed in {rounds} rounds",
            phase,
            "Output",
            MarkdownText.Of(summary, style, indent: 3),
            style
        );

    /// <summary>The job failed or was paused within its phase.</summary>
    public static string PhaseStopped(JobView job, Style style)
    {
        var (rounds, phase) = (job.Phase?.Round ?? 0, job.Phase?.Name ?? "start");
        return job.Status == JobStatus.Failed
            ? End($"{style.Mark("❌ ", "")}Phase failed in {rounds} rounds", phase, "Error", Indented(job.Error), style)
            : End($"{style.Mark("⏸ ", "")}Phase stopped in {rounds} rounds", phase, "Why", Indented(job.Error), style);
    }

    private static string End(string how, string phase, string heading, string text, Style style)
    {
        var screen = new StringBuilder();
        screen
            .Append("   ")
            .Append(how)
            .Append("\n\n")
            .Append(style.Mark($"{new string('━', Math.Min(30, style.Width))}\n", ""));
        screen.Append($"{style.Mark("📊 ", "")}Phase: {phase}\n\n{how}\n\n{style.Mark("📝 ", "")}{heading}:\n");
        return screen.Append(text).Append('\n').ToString();
    }

    private static string Indented(string? text) =>
        "   " + VisibleText.Clean(text ?? "").Replace("\n", "\n   ", StringComparison.Ordinal);

    public static string Menu(IEnumerable<MenuLine> choices, Style style)
    {
        string[] lines =
        [
            "What would you like to do?",
            .. choices.Select(static choice => $" [{choice.Key}] {choice.Label}"),
        ];
        const int width = 41;
        if (!style.Unicode || style.Width < width + 2)
        {
            return string.Join('\n', lines);
        }
        var text = new StringBuilder();
        text.Append('┌').Append('─', width).Append("┐\n");
        foreach (var line in lines)
        {
            text.Append("│ ").Append(line.PadRight(width - 1)).Append("│\n");
        }
        return text.Append('└').Append('─', width).Append('┘').ToString();
    }

    /// <summary><c>[c/r/d/b/x]> </c></summary>
    public static string MenuPrompt(IEnumerable<MenuLine> choices) =>
        $"[{string.Join('/', choices.Select(static choice => choice.Key))}]> ";

    public const string ApprovalPrompt = "[y] once [a] always [n] no> ";
}

/// <param name="Key">What is typed for it.</param>
internal record MenuLine(char Key, string Label);
