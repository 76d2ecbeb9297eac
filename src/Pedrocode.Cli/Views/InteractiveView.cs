using System.Text;
using Pedrocode.Cli.Views.Markdown;

namespace Pedrocode.Cli.Views;

/// <summary>What interactive mode shows around each phase.</summary>
internal static class InteractiveView
{
    public static string Start(Style style) =>
        $"{style.Mark("🔍 ", "")}Starting interactive execution\n   You'll review and approve each phase\n";

    public static string PhaseHead(int number, int count, string phase, Style style) =>
        $"{style.Mark("📋 ", "")}Phase {number}/{count}: {phase}";

    public static string PhaseEnd(string phase, int rounds, string summary, Style style)
    {
        var completed = $"{style.Mark("✅ ", "")}Phase completed in {rounds} rounds";
        var text = new StringBuilder();
        text.Append("   ").Append(completed).Append("\n\n");
        text.Append(new string(style.Unicode ? '━' : '-', 30)).Append('\n');
        text.Append($"{style.Mark("📊 ", "")}Phase: {phase}\n\n{completed}\n\n{style.Mark("📝 ", "")}Output:\n");
        return text.Append(MarkdownText.Of(summary, style, indent: 3)).Append('\n').ToString();
    }

    public static string Menu(Style style)
    {
        string[] lines =
        [
            "What would you like to do?",
            " [c] Continue to next phase (default)",
            " [b] Continue in the background",
            " [x] Cancel task",
        ];
        const int width = 41;
        var (topLeft, topRight, bottomLeft, bottomRight, across, down) = style.Unicode
            ? ('┌', '┐', '└', '┘', '─', '│')
            : ('+', '+', '+', '+', '-', '|');
        var text = new StringBuilder();
        text.Append(topLeft).Append(across, width).Append(topRight).Append('\n');
        foreach (var line in lines)
        {
            text.Append(down).Append(' ').Append(line.PadRight(width - 1)).Append(down).Append('\n');
        }
        return text.Append(bottomLeft).Append(across, width).Append(bottomRight).ToString();
    }

    public const string MenuPrompt = "[c/b/x]> ";

    public const string ApprovalPrompt = "[y] once [a] always [n] no> ";
}
