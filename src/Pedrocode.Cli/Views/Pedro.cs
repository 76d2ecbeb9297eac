using Pedrocode.Core;
using Pedrocode.Core.Jobs;

namespace Pedrocode.Cli.Views;

/// <summary>The mascot, where work begins and where it is done. Where the screen is read aloud he is not drawn.</summary>
internal static class Pedro
{
    public static string Working(Style style) =>
        $"   {style.Mark("🤖 ", "")}Pedro is working...{style.Mark("\n   \\|/\n    |\n   / \\", "")}";

    public static string Started(JobView job, Style style) =>
        $"{Working(style)}\n{style.Mark("✅ ", "")}Started background job: {job.Id}\n   Agent: {job.Agent}\n   Use /jobs to see progress\n";

    public static string Queued(JobView job, int running, int max, int position, Style style) =>
        $"{style.Mark("⚠️  ", "")}Already running {Plural.Of(running, "job")} (max: {max})\n   Queued: {job.Id} (position {position})\n   Use /jobs to see active jobs\n";

    /// <summary>At the limit, where nothing may wait.</summary>
    public static string Rejected(int max, Style style) =>
        $"{style.Mark("⚠️  ", "")}Already running {Plural.Of(max, "job")} (max: {max})\n   Use /jobs to see active jobs\n";

    public static string Done(JobView job, Style style) =>
        $"{style.Mark("🎉 ", "")}Done!{style.Mark("\n   \\o/\n    |\n   / \\", "")}\n{job.Id}: {JobDetailView.ResultSummary(job, style)}{Undo(job, style)}{JobDetailView.ResultEnd(job, style)}";

    private static string Undo(JobView job, Style style) =>
        job is { Landing: LandingState.Landed, Files.IsEmpty: false }
            ? $"     {NoticeView.Either($"diff {NoticeView.Tail(job.Id)}", $"undo {NoticeView.Tail(job.Id)}", style)}"
            : "";
}
