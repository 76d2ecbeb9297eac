using System.Globalization;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Tools;

namespace Pedrocode.Cli.Views;

/// <summary>What earlier sessions left unfinished, as the start shows it.</summary>
internal static class StartCheckView
{
    public const string Question =
        "Options: [v] View details  [r] Resume all  [d] Delete all  [k] Keep  [Enter to continue]: ";

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
               Progress: Round {job.Round}, {job.ToolCalls} tool calls
            """;

    private static string Line(string text, string lead, Style style) =>
        Brief.Line(Brief.FirstLine(VisibleText.Clean(text), style), style.Width - lead.Length, style);

    private static string Local(DateTimeOffset time, Style style) =>
        TimeZoneInfo.ConvertTime(time, style.Zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
