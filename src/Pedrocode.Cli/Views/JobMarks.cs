using Pedrocode.Core.Jobs;

namespace Pedrocode.Cli.Views;

/// <summary>The mark and the word for where a job stands.</summary>
internal static class JobMarks
{
    public static string Mark(JobView job, Style style) =>
        Mark(job.WaitsFor is null ? job.Status : JobStatus.Pending, style);

    public static string Mark(JobStatus status, Style style) =>
        status switch
        {
            JobStatus.Pending => style.Mark("⏳", "[queued]"),
            JobStatus.Running => style.Mark("🔄", "[running]"),
            JobStatus.Waiting => style.Mark("✋", "[asks]"),
            JobStatus.Complete => style.Mark("✅", "[done]"),
            JobStatus.Failed => style.Mark("❌", "[failed]"),
            JobStatus.Cancelled => style.Mark("🚫", "[cancelled]"),
            JobStatus.Interrupted or JobStatus.Paused => style.Mark("⏸", "[stopped]"),
            _ => throw new NotSupportedException(status.ToString()),
        };

    /// <summary>A job that waits for another's directory does not run, whatever its status is.</summary>
    public static string Word(JobView job) => job.WaitsFor is null ? Word(job.Status) : Word(JobStatus.Waiting);

    public static string Word(JobStatus status) => status.ToString().ToLowerInvariant();
}
