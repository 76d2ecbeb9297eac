using Pedrocode.Core.Jobs;

namespace Pedrocode.Cli.Views;

/// <summary>The mascot, where work begins and where it is done.</summary>
internal static class Pedro
{
    public static string Working(Style style) =>
        $"   {style.Mark("🤖 ", "")}Pedro is working...\n   \\|/\n    |\n   / \\";

    public static string Started(JobView job, Style style) =>
        $"{Working(style)}\n{style.Mark("✅ ", "")}Started background job: {job.Id}\n   Agent: {job.Agent}\n   Use /jobs to see progress\n";

    public static string Queued(JobView job, int running, int max, int position, Style style) =>
        $"{style.Mark("⚠️  ", "")}Already running {running} jobs (max: {max})\n   Queued: {job.Id} (position {position})\n   Use /jobs to see active jobs\n";

    public static string Done(JobView job, Style style) =>
        $"{style.Mark("🎉 ", "")}Done!\n   \\o/\n    |\n   / \\\n{JobDetailView.ChangeSummary(job, style)}{JobDetailView.ResultEnd(job, style)}";
}
