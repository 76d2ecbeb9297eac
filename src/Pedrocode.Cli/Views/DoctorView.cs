using System.Text;
using Pedrocode.Cli.Doctor;
using Pedrocode.Core.Tools;

namespace Pedrocode.Cli.Views;

/// <summary>The table of <c>doctor</c>.</summary>
internal static class DoctorView
{
    public static string Text(IReadOnlyList<Finding> findings, Style style)
    {
        var text = new StringBuilder();
        var width = findings.Max(static finding => finding.What.Length);
        foreach (var finding in findings)
        {
            var mark = finding.State switch
            {
                FindingState.Good => style.Mark("✅", "ok  "),
                FindingState.Weak => style.Mark("⚠️ ", "weak"),
                _ => style.Mark("❌", "bad "),
            };
            text.Append($"{mark} {finding.What.PadRight(width)}  {VisibleText.CleanLine(finding.Says)}\n");
            if (finding.Advice is { } advice)
            {
                text.Append($"{new string(' ', width + 5)}{style.Mark("→", "->")} {VisibleText.CleanLine(advice)}\n");
            }
        }
        return text.Append('\n')
            .Append(style.Bold("Next:"))
            .Append(' ')
            .Append(VisibleText.CleanLine(Next(findings)))
            .ToString();
    }

    /// <summary>The one thing to do now.</summary>
    public static string Next(IReadOnlyList<Finding> findings) =>
        (
            findings.FirstOrDefault(static finding => finding is { State: FindingState.Bad, Advice: not null })
            ?? findings.FirstOrDefault(static finding => finding is { State: FindingState.Weak, Advice: not null })
        )?.Advice
        ?? "nothing to mend: pedrocode";
}
