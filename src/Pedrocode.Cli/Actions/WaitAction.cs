using System.CommandLine;
using Pedrocode.Cli.Settings;
using Pedrocode.Cli.Views;
using Pedrocode.Core.Jobs;

namespace Pedrocode.Cli.Actions;

internal sealed class WaitAction : UserAction
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);

    private readonly Argument<string?> id;

    public WaitAction()
        : base("wait", "returns when the job, or every job, has ended")
    {
        id = Add(new Argument<string?>("ID") { Arity = ArgumentArity.ZeroOrOne });
    }

    public override string Details =>
        "Without ID: in the REPL every job of this session, as a verb every active job of this project. Exit code 0 when all are complete, 4 when all others wait for an answer (run --on-ask park), else 1.";

    public override async Task<int> RunAsync(ActionCall call, CancellationToken stop)
    {
        var ids = Awaited(call);
        var worst = ExitCodes.Complete;
        foreach (var one in ids)
        {
            var view = await EndOfAsync(call.Session, one, stop);
            if (!IsSaid(call, view))
            {
                call.Print(
                    $"{JobMarks.Mark(view.Status, call.Style)} {view.Id} ({view.Agent}) - {JobMarks.Word(view.Status)}"
                );
            }
            worst =
                view.Status == JobStatus.Complete || worst == ExitCodes.Failed ? worst
                : view is { Status: JobStatus.Paused, Question: not null } ? ExitCodes.Parked
                : ExitCodes.Failed;
        }
        if (ids.Count == 0)
        {
            call.Print("No jobs to wait for");
        }
        return worst;
    }

    /// <summary>At the prompt the end of an own job is a notice, or a screen, already.</summary>
    private static bool IsSaid(ActionCall call, JobView view) =>
        call.Repl is not null
        && call.Session.Settings.Output.Notices != NoticeLevel.None
        && call.Session.Scheduler.Own.Exists(job => job.Id == view.Id);

    private List<string> Awaited(ActionCall call)
    {
        var scheduler = call.Session.Scheduler;
        if (call.Value(id) is { } one)
        {
            return [scheduler.View(one).Id.ToString()];
        }
        if (call.Repl is not null)
        {
            return [.. scheduler.Active.Select(static job => job.Id.ToString())];
        }
        var root = ProjectRoot.Of(call.Session.Here.WorkDir);
        return
        [
            .. scheduler
                .Views()
                .Where(view => view.Root == root && view.Status.IsActive())
                .Select(static view => view.Id.ToString()),
        ];
    }

    private static async Task<JobView> EndOfAsync(Session session, string id, CancellationToken stop)
    {
        while (true)
        {
            var view = session.Scheduler.View(id);
            if (view.Status.IsEnded())
            {
                return view;
            }
            await Task.Delay(LookAgain, session.Time, stop);
        }
    }
}
