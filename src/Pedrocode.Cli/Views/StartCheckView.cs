using System.Globalization;
using Pedrocode.Core;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Tools;

namespace Pedrocode.Cli.Views;

/// <summary>What earlier sessions left unfinished, as the start shows it.</summary>
internal static class StartCheckView
{
    private static readonly string[] Options =
    [
        "Options: [v] View details",
        "[r] Resume all",
        "[d] Delete all",
        "[k] Keep",
        "[Enter to continue]: ",
    ];

    /// <summary>The options on as few rows as the width allows; the last is the prompt, null above it where one suffices.</summary>
    public static (string? Above, string Prompt) Question(int width)
    {
        var rows = new List<string> { Options[0] };
        foreach (var option in Options[1..])
        {
            var longer = $"{rows[^1]}  {option}";
            if (longer.Length < width)
            {
                rows[^1] = longer;
            }
            else
            {
                rows.Add(option);
            }
        }
        return (rows.Count == 1 ? null : string.Join('\n', rows[..^1]), rows[^1]);
    }

    /// <param name="folder">Where jobs are kept, as the user knows it.</param>
    public static string Text(IReadOnlyList<JobView> jobs, string folder, Style style)
    {
        var blocks = jobs.Select((job, i) => Block(i + 1, job, style));
        return $"""
            {style.Mark("⚠️ ", "!")} Found {jobs.Count} incomplete job(s) from previous session:

            {string.Join("\n\n", blocks)}

            These jobs were interrupted when pedrocode exited.
            Job files are saved in: {VisibleText.CleanLine(folder)}


            """;
    }

    private static string Block(int number, JobView job, Style style) =>
        $"""
            {number}. {job.Id} ({VisibleText.CleanLine(job.Agent)}) - {JobMarks.Word(job.Status)}
               Description: {Line(job.Task, "   Description: ", style)}
               Started: {Local(job.Created, style)}
               Last: {Line(job.LastEvent, "   Last: ", style)}
               Progress: Round {job.Round}, {Plural.Of(job.ToolCalls, "tool call")}
            """;

    private static string Line(string text, string lead, Style style) =>
        Brief.Line(Brief.FirstLine(VisibleText.Clean(text), style), style.Width - lead.Length, style);

    private static string Local(DateTimeOffset time, Style style) =>
        TimeZoneInfo.ConvertTime(time, style.Zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
