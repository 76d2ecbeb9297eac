using System.CommandLine;
using Pedrocode.Cli.Views;
using Pedrocode.Core;
using Pedrocode.Core.Jobs;

namespace Pedrocode.Cli.Actions;

internal sealed class CancelAction : UserAction
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);

    private readonly Argument<string> id;

    public CancelAction()
        : base("cancel", "stops a job and everything its commands started")
    {
        id = Add(new Argument<string>("ID"));
    }

    public override async Task<int> RunAsync(ActionCall call, CancellationToken stop)
    {
        var scheduler = call.Session.Scheduler;
        var asked = scheduler.Send(call.Value(id)!, new JobMessage.Cancel());
        var deadline = call.Session.Time.GetTimestamp();
        while (call.Session.Time.GetElapsedTime(deadline) < Patience)
        {
            var view = scheduler.View(asked.Id.ToString());
            if (view.Status == JobStatus.Cancelled)
            {
                call.Print($"{call.Style.Mark("🚫 ", "")}Cancelled {view.Id} ({view.Agent})");
                return ExitCodes.Complete;
            }
            if (view.Status.IsEnded())
            {
                throw new UserError($"job is not running (status: {JobStatusWords.Of(view)})");
            }
            await Task.Delay(LookAgain, call.Session.Time, stop);
        }
        throw new UserError(
            $"{asked.Id} was asked to stop and has not answered yet",
            $"see {call.Style.Action($"show {asked.Id}")}"
        );
    }
}
