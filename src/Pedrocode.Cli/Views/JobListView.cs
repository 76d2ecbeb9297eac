using System.Text;
using Pedrocode.Core;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Tools;

namespace Pedrocode.Cli.Views;

/// <summary>The screen of <c>/jobs</c>.</summary>
internal static class JobListView
{
    /// <param name="position">Queue position of a pending job; 0 where it has none here.</param>
    public static string Text(IReadOnlyList<JobView> jobs, Func<JobId, int> position, DateTimeOffset now, Style style)
    {
        if (jobs.Count == 0)
        {
            return "No jobs found";
        }
        var text = new StringBuilder();
        text.Append($"Jobs ({jobs.Count} total, {jobs.Count(static job => job.Status.IsActive())} active):\n");
        foreach (var job in jobs)
        {
            text.Append('\n').Append(Block(job, position(job.Id), now, style));
        }
        return text.ToString().TrimEnd('\n');
    }

    private static string Block(JobView job, int position, DateTimeOffset now, Style style)
    {
        var elapsed = Duration.Text((job.Ended ?? now) - job.Created);
        var head = $"{JobMarks.Mark(job, style)} {job.Id} ({job.Agent}) - {JobMarks.Word(job)}";
        return job.Status switch
        {
            JobStatus.Running or JobStatus.Waiting =>
                $"{head} - Round {job.Round} ({Plural.Of(job.ToolCalls, "tool")}, {job.LlmCalls} LLM) [{elapsed}]\n{Branch(Last(job, style), style)}",
            JobStatus.Pending =>
                $"{head}{(position > 0 ? $" - position {position}" : "")} [{elapsed}]\n{Branch(FirstLine(job.Task, style), style)}",
            JobStatus.Complete when job.Landing == LandingState.NotApplied =>
                $"{head}{JobDetailView.Proved(job)} [{elapsed}]\n{Branch($"not applied: {FirstLine(job.NotAppliedWhy ?? "", style)}", style)}",
            JobStatus.Complete or JobStatus.Failed or JobStatus.Cancelled =>
                $"{head}{JobDetailView.Proved(job)}{Since(job)} [{elapsed}]\n",
            _ => $"{head} [{elapsed}]\n{(job.Error is { } error ? Branch(FirstLine(error, style), style) : "")}",
        };
    }

    /// <summary>What became of a result after its job's end.</summary>
    private static string Since(JobView job) =>
        job.Landing switch
        {
            LandingState.Undone => ", taken back",
            LandingState.Discarded => ", discarded",
            _ => "",
        };

    private static string Last(JobView job, Style style) =>
        job.Question is { Kind: QuestionKind.Approval } question
            ? $"Asks: {FirstLine(question.Subject, style)}"
            : FirstLine(job.LastEvent, style);

    private static string Branch(string text, Style style)
    {
        var lead = style.Mark("   └─ ", "   - ");
        return lead + Brief.Line(text, style.Width - lead.Length, style) + "\n";
    }

    private static string FirstLine(string text, Style style) => Brief.FirstLine(VisibleText.Clean(text), style);
}
