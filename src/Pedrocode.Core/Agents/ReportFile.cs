using System.Text;
using System.Text.Json;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Posix;

namespace Pedrocode.Core.Agents;

/// <summary>The report of a review or triage, as Markdown: it outlives its job in <c>reports/</c>.</summary>
internal static class ReportFile
{
    /// <summary>Writes the report and returns its text.</summary>
    public static string Write(StateDirectory state, JobView job, string title, string summary, JsonElement? result)
    {
        var text = Text(job, title, summary, result);
        var folder = Path.Combine(state.Path, "reports");
        PrivateDirectory.Ensure(folder);
        AtomicFile.Write(Path.Combine(folder, $"{job.Id}.md"), Encoding.UTF8.GetBytes(text + "\n"));
        return text;
    }

    internal static string Text(JobView job, string title, string summary, JsonElement? result)
    {
        var text = new StringBuilder();
        text.Append($"# {char.ToUpperInvariant(title[0])}{title[1..]}: {OneLine(job.Task)}\n\n{summary.Trim()}\n");
        if (result is not { ValueKind: JsonValueKind.Object } handed)
        {
            return text.ToString().TrimEnd('\n');
        }
        foreach (var field in handed.EnumerateObject())
        {
            if (field.Name == "findings")
            {
                Findings(text, Finding.AllOf(field.Value) ?? []);
            }
            else
            {
                text.Append($"\n## {Heading(field.Name)}\n\n");
                foreach (var item in field.Value.ValueKind == JsonValueKind.Array ? field.Value.EnumerateArray() : [])
                {
                    text.Append($"1. {OneLine(item.ToString())}\n");
                }
                if (field.Value.ValueKind != JsonValueKind.Array)
                {
                    text.Append(OneLine(field.Value.ToString())).Append('\n');
                }
            }
        }
        return text.ToString().TrimEnd('\n');
    }

    private static void Findings(StringBuilder text, IReadOnlyList<Finding> findings)
    {
        text.Append("\n## Findings\n");
        if (findings.Count == 0)
        {
            text.Append("\nNone.\n");
        }
        foreach (var severity in findings.GroupBy(static finding => finding.Severity))
        {
            text.Append($"\n### {Heading(severity.Key)}\n\n");
            foreach (var finding in severity)
            {
                text.Append($"- `{finding.File}:{finding.Line}` {OneLine(finding.Advice)}\n");
            }
        }
    }

    private static string Heading(string name) => $"{char.ToUpperInvariant(name[0])}{name[1..].Replace('_', ' ')}";

    private static string OneLine(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
