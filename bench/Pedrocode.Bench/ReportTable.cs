using System.Globalization;
using System.Text;

namespace Pedrocode.Bench;

/// <summary>A report as Markdown.</summary>
internal static class ReportTable
{
    public static string Of(Report report)
    {
        var text = new StringBuilder()
            .Append(Head(report))
            .Append("\n\n| scenario | figure | median | min – max | target | ratio | met |\n")
            .Append("|---|---|---:|---:|---:|---:|---|\n");
        foreach (var scenario in report.Scenarios)
        {
            foreach (var figure in scenario.Figures)
            {
                text.Append(Row(scenario.Scenario.Name, figure));
            }
            if (scenario.NotMeasured is not null)
            {
                text.Append($"| {scenario.Scenario.Name} | – | | | | | not measured |\n");
            }
        }
        text.Append(Row("this machine", report.Machine.Shell)).Append(Row("this machine", report.Machine.Append));
        foreach (var scenario in report.Scenarios.Where(static scenario => scenario.NotMeasured is not null))
        {
            text.Append($"\n{scenario.Scenario.Name}: {scenario.NotMeasured}\n");
        }
        return text.ToString();
    }

    private static string Head(Report report)
    {
        var head = Invariant(
            $"{report.Binary}, {report.Runs} runs, {Environment.ProcessorCount} processors, load {report.Load:0.0}, directories in {Workplace.Ground}"
        );
        return report.Load > Environment.ProcessorCount
            ? $"{head}\n\nOther work wants more than these processors: the times say little."
            : head;
    }

    private static string Row(string scenario, Figure figure)
    {
        var target = figure.Target is { } most ? "≤ " + Text(most, figure.Unit) : "–";
        var ratio = figure.Ratio is { } part ? Invariant($"{part:0.00}") : "–";
        var met = figure.IsMet switch
        {
            true => "yes",
            false => "**no**",
            null => "–",
        };
        var (median, min, max) = (
            Text(figure.Median, figure.Unit),
            Text(figure.Min, figure.Unit),
            Text(figure.Max, figure.Unit)
        );
        return $"| {scenario} | {figure.Name} | {median} | {min} – {max} | {target} | {ratio} | {met} |\n";
    }

    private static string Text(double value, Unit unit) =>
        unit switch
        {
            Unit.Milliseconds when value >= 100 => Invariant($"{value:0} ms"),
            Unit.Milliseconds when value >= 5 => Invariant($"{value:0.0} ms"),
            Unit.Milliseconds => Invariant($"{value:0.00} ms"),
            Unit.Megabytes => Invariant($"{value:0.0} MB"),
            Unit.Percent => Invariant($"{value:0.00} %"),
            Unit.Times => Invariant($"{value:0.00} ×"),
            Unit.Bytes => Invariant($"{value:0} bytes"),
            _ => throw new NotSupportedException(unit.ToString()),
        };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
