using System.CommandLine;
using Pedrocode.Cli.Views;
using Pedrocode.Core;
using Pedrocode.Core.Jobs;

namespace Pedrocode.Cli.Actions;

internal sealed class CancelAction : UserAction
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);

    private readonly Argument<string[]> ids;

    public CancelAction()
        : base("cancel", "stops a job and everything its commands started")
    {
        ids = Add(new Argument<string[]>("ID") { Arity = ArgumentArity.OneOrMore });
    }

    public override async Task<int> RunAsync(ActionCall call, CancellationToken stop)
    {
        var scheduler = call.Session.Scheduler;
        // One that cannot be stopped, and none is; all are asked before any is waited for.
        var meant = call.Value(ids)!.Select(scheduler.View).DistinctBy(static view => view.Id).ToList();
        if (meant.Find(static view => view.Status.IsEnded()) is { } over)
        {
            throw NotRunning(over, meant.Count);
        }
        foreach (var view in meant)
        {
            scheduler.Send(view.Id.ToString(), new JobMessage.Cancel());
        }
        foreach (var view in meant)
        {
            await WaitAsync(call, view.Id, meant.Count, stop);
        }
        return ExitCodes.Complete;
    }

    private static async Task WaitAsync(ActionCall call, JobId id, int asked, CancellationToken stop)
    {
        var since = call.Session.Time.GetTimestamp();
        while (call.Session.Time.GetElapsedTime(since) < Patience)
        {
            var view = call.Session.Scheduler.View(id.ToString());
            if (view.Status == JobStatus.Cancelled)
            {
                call.Print($"{call.Style.Mark("🚫 ", "")}Cancelled {view.Id} ({view.Agent})");
                return;
            }
            if (view.Status.IsEnded())
            {
                throw NotRunning(view, asked);
            }
            await Task.Delay(LookAgain, call.Session.Time, stop);
        }
        throw new UserError(
            $"{id} was asked to stop and has not answered yet",
            $"see {call.Style.Action($"show {id}")}"
        );
    }

    /// <param name="asked">Of several it has to be said which.</param>
    private static UserError NotRunning(JobView view, int asked) =>
        new($"{(asked > 1 ? view.Id : "job")} is not running (status: {JobStatusWords.Of(view)})");
}
