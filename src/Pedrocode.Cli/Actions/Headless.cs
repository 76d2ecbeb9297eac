using Pedrocode.Cli.Views;
using Pedrocode.Cli.Views.Markdown;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Tools;

namespace Pedrocode.Cli.Actions;

/// <summary>A job of this process without the prompt: progress on standard error, the answer on standard output, its end as the exit code.</summary>
internal static class Headless
{
    private const int MostNamed = 5;

    /// <param name="json">The journal's events on standard output instead.</param>
    public static async Task<int> ShowAsync(ActionCall call, Job job, bool json, CancellationToken stop)
    {
        await using var leaving = stop.Register(job.Interrupt);
        var view = JobView.Empty;
        await foreach (var entry in job.FollowAsync(0, CancellationToken.None))
        {
            view = view.With(entry);
            // What stood in the journal before this run was shown when it happened.
            if (entry.Sequence >= job.FirstSequence)
            {
                Show(call, entry, view, json);
            }
        }
        await job.Ended;
        NameDenied(job.View);
        if (!json && job.View.Output is { } output)
        {
            call.Print(MarkdownText.Of(output, call.Style));
        }
        return Exit(call, job, stop);
    }

    private static void Show(ActionCall call, JournalEntry entry, JobView view, bool json)
    {
        if (json)
        {
            call.Print(JournalJson.Text(entry));
        }
        else if (NoticeView.Of(entry.Event, view, call.Style) is { } notice)
        {
            Program.Error(NoticeView.Line(notice, $"[{view.Id}]", entry.Event, view, call.Style));
            if (Program.Debug && entry.Event is JobFailed { Detail: { } detail })
            {
                Program.Error(VisibleText.Clean(detail));
            }
        }
    }

    /// <summary>Without these a job may be complete and yet not have done what was asked.</summary>
    private static void NameDenied(JobView view)
    {
        if (!view.Denied.IsEmpty)
        {
            Program.Error(
                $"[{view.Id}] not allowed, so not done: {string.Join(", ", view.Denied.Take(MostNamed).Select(VisibleText.CleanLine))}"
                    + $"{(view.Denied.Length > MostNamed ? $" and {view.Denied.Length - MostNamed} more" : "")}"
                    + "; --allow 'bash(COMMAND)' allows one, --allow all every command"
            );
        }
    }

    private static int Exit(ActionCall call, Job job, CancellationToken stop)
    {
        if (job.NotSaved is { } why)
        {
            Program.Error(NoticeView.NotSaved(why, job.View, call.Style));
            return ExitCodes.NotSaved;
        }
        return job.View.Status switch
        {
            JobStatus.Complete
                when job.View.Landing == LandingState.NotApplied && !NotApplied.IsWanted(job.View.NotAppliedWhy) =>
                ExitCodes.NotApplied,
            JobStatus.Complete => ExitCodes.Complete,
            JobStatus.Paused when job.View.Question is not null => ExitCodes.Parked,
            JobStatus.Interrupted when stop.IsCancellationRequested => Signals.ExitCode,
            _ => ExitCodes.Failed,
        };
    }
}
