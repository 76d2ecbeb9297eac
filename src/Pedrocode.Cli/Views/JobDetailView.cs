using System.Globalization;
using System.Text;
using Pedrocode.Cli.Views.Markdown;
using Pedrocode.Core;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Tools;

namespace Pedrocode.Cli.Views;

/// <summary>The screen of <c>/jobs ID</c>.</summary>
internal static class JobDetailView
{
    public static string Text(JobView job, int position, DateTimeOffset now, Style style, bool isGone = false)
    {
        var text = new StringBuilder();
        Field(text, "Job", job.Id.ToString());
        Field(text, "Agent", job.Agent);
        Field(text, "Status", Status(job, position, style));
        Field(text, "Description", Brief.Line(VisibleText.Clean(job.Task), style.Width - 13, style));
        Field(text, "Started", Local(job.Created, style));
        if (job.Ended is { } ended)
        {
            Field(text, "Ended", Local(ended, style));
            Field(text, "Duration", Duration.Text(ended - job.Created));
        }
        else
        {
            Field(text, "Elapsed", Duration.Text(now - job.Created));
        }
        text.Append('\n').Append(style.Bold("Progress:")).Append('\n');
        if (job.Phase is { } phase)
        {
            Field(text, "  Phase", $"{phase.Number}/{phase.Count} {phase.Name}");
        }
        Field(text, "  Round", Number(job.Round));
        Field(text, "  Tool calls", Number(job.ToolCalls));
        Field(text, "  LLM calls", Number(job.LlmCalls));
        Field(text, "  Tokens", Tokens(job.Usage));
        if (job.Usage.Cost is { } cost)
        {
            Field(text, "  Cost", cost.ToString("0.00##", CultureInfo.InvariantCulture));
        }
        Field(text, "  Last event", VisibleText.CleanLine(job.LastEvent));
        Changes(text, job, style);
        if (job.Verification is { } verification)
        {
            text.Append('\n')
                .Append(style.Bold("Checks:"))
                .Append(' ')
                .Append(VisibleText.CleanLine(verification.ToString()))
                .Append('\n');
        }
        if (job.Error is { } error)
        {
            text.Append('\n').Append(style.Bold("Error:")).Append(' ').Append(VisibleText.Clean(error)).Append('\n');
        }
        if (job.Output is { } output)
        {
            text.Append('\n')
                .Append(style.Bold("Output:"))
                .Append('\n')
                .Append(MarkdownText.Of(output, style))
                .Append('\n');
        }
        text.Append('\n')
            .Append(style.Bold("Next:"))
            .Append(' ')
            .Append(isGone && job.Status.IsResumable() ? Kept(job, style) : Next(job, style))
            .Append('\n');
        return text.ToString().TrimEnd('\n');
    }

    public static string ChangeSummary(JobView job, Style style)
    {
        var added = job.Files.Values.Sum(static file => file.Added);
        var removed = job.Files.Values.Sum(static file => file.Removed);
        return job.Files.Count == 0
            ? "Modified no files"
            : $"Modified {Plural.Of(job.Files.Count, "file")} (+{added} {style.Mark("−", "-")}{removed})";
    }

    /// <summary>With what the checks say of it: <c>Modified 1 file (+1 −0), verified</c>.</summary>
    public static string ResultSummary(JobView job, Style style) => ChangeSummary(job, style) + Proved(job);

    /// <summary><c>, verified</c>; empty where there was nothing to check.</summary>
    public static string Proved(JobView job) =>
        job.Verification is null or { Why: Core.Checks.Verification.Unchanged }
            ? ""
            : $", {VisibleText.CleanLine(job.Verification.ToString())}";

    /// <summary><c>, not applied: conflicts in a.cs, b.cs     /retry 123 · /diff 123</c>; empty where there is nothing to say.</summary>
    public static string ResultEnd(JobView job, Style style) =>
        job is { Landing: LandingState.NotApplied, NotAppliedWhy: { } why }
            ? $", not applied: {VisibleText.CleanLine(why)}     {NoticeView.Either($"{AppliedBy(job)} {NoticeView.Tail(job.Id)}", $"diff {NoticeView.Tail(job.Id)}", style)}"
            : WorkView.Committed(job.Commit, job.NotCommittedWhy);

    /// <summary>The action that brings in what could not be applied: a new try, or one that settles conflicts first.</summary>
    public static string AppliedBy(JobView job) =>
        job.NotAppliedWhy is { } why
        && (
            why.StartsWith("conflicts", StringComparison.Ordinal)
            || why.StartsWith(Core.Journals.NotApplied.ChecksFail, StringComparison.Ordinal)
        )
            ? "retry"
            : "apply";

    private static string Status(JobView job, int position, Style style) =>
        $"{JobMarks.Mark(job, style)} {JobStatusWords.Of(job)}{(position > 0 ? $" (position {position})" : "")}";

    private static void Changes(StringBuilder text, JobView job, Style style)
    {
        if (job.Files.IsEmpty)
        {
            return;
        }
        text.Append('\n').Append(style.Bold("Changes:")).Append('\n');
        foreach (var file in job.Files.Values)
        {
            text.Append($"  {VisibleText.CleanLine(file.Path)} (+{file.Added} {style.Mark("−", "-")}{file.Removed})\n");
        }
        if (Result(job) is { } result)
        {
            text.Append($"  {result}\n");
        }
        if (job.Left is { } left)
        {
            text.Append($"  {NoticeView.Left(left)}\n");
        }
    }

    private static string? Result(JobView job) =>
        job.Landing switch
        {
            LandingState.Landed => $"applied{WorkView.Committed(job.Commit, job.NotCommittedWhy)}",
            LandingState.NotApplied => $"not applied: {VisibleText.CleanLine(job.NotAppliedWhy ?? "")}",
            LandingState.Undone => "applied, and taken back",
            LandingState.Discarded => "discarded",
            _ => null,
        };

    private static string Kept(JobView job, Style style) =>
        $"it was deleted; changes that were nowhere else are kept: {NoticeView.Either($"diff {job.Id}", $"apply {job.Id}", style)}";

    private static string Next(JobView job, Style style) =>
        job switch
        {
            { Question: { Kind: QuestionKind.Approval } question } =>
                $"{QuestionText.Wants(question.Subject)}     {NoticeView.Either($"approve {job.Id}", $"deny {job.Id}", style)}{(job.Status.IsEnded() ? $", then {style.Action($"resume {job.Id}")}" : "")}{QuestionText.About(question.Why, question.Directory, question.Rule)}",
            { Question.Kind: QuestionKind.Review } => NoticeView.Either($"approve {job.Id}", $"cancel {job.Id}", style),
            { Status: JobStatus.Paused } => NoticeView.Either($"resume {job.Id}{More(job)}", $"logs {job.Id}", style),
            { Status: JobStatus.Interrupted or JobStatus.Failed or JobStatus.Cancelled } => NoticeView.Either(
                $"resume {job.Id}",
                $"logs {job.Id}",
                style
            ),
            { WaitsFor: { } holder } => NoticeView.Either($"show {holder}", $"cancel {job.Id}", style),
            { Status: var status } when status.IsActive() => NoticeView.Either(
                $"cancel {job.Id}",
                $"logs {job.Id}",
                style
            ),
            { Landing: LandingState.NotApplied } => NoticeView.Either(
                $"{AppliedBy(job)} {job.Id}",
                $"diff {job.Id}",
                style
            ),
            { Landing: LandingState.Landed, Files.IsEmpty: false } => NoticeView.Either(
                $"diff {job.Id}",
                $"undo {job.Id}",
                style
            ),
            { Landing: LandingState.Undone } => NoticeView.Either($"diff {job.Id}", $"apply {job.Id}", style),
            _ => style.Action($"logs {job.Id}"),
        };

    /// <summary>The option that grants more of what is used up; empty where nothing is.</summary>
    public static string More(JobView job) =>
        job.Limit switch
        {
            JobLimit.Rounds => " --rounds 20",
            JobLimit.Tokens =>
                $" --tokens {Math.Max(1_000, (job.Tokens / 2_000 * 1_000)).ToString(CultureInfo.InvariantCulture)}",
            JobLimit.Minutes => " --minutes 30",
            JobLimit.Cost => $" --cost {(job.Usage.Cost ?? 1).ToString("0.####", CultureInfo.InvariantCulture)}",
            _ => "",
        };

    private static void Field(StringBuilder text, string name, string value) => text.Append($"{name}: {value}\n");

    private static string Tokens(JobUsage usage) =>
        usage.In + usage.Out == 0
            ? "0"
            : $"{(usage.IsEstimated ? "about " : "")}{Number(usage.In + usage.Out)} ({Number(usage.In)} in, {Number(usage.Out)} out{(usage.Cached > 0 ? $", cache {100 * usage.Cached / Math.Max(1, usage.In)}%" : "")})";

    private static string Number(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Local(DateTimeOffset time, Style style) =>
        TimeZoneInfo.ConvertTime(time, style.Zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
