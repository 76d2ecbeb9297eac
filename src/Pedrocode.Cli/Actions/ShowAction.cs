using System.CommandLine;
using Pedrocode.Cli.Views;

namespace Pedrocode.Cli.Actions;

internal sealed class ShowAction : UserAction
{
    private readonly Argument<string> id;
    private readonly Option<bool> json;

    public ShowAction()
        : base("show", "one job: where it stands, changes, what to do next")
    {
        id = Add(new Argument<string>("ID"));
        json = Add(new Option<bool>("--json") { Description = "one object" });
    }

    public override Task<int> RunAsync(ActionCall call, CancellationToken stop)
    {
        Show(call, call.Value(id)!, call.Value(json));
        return Task.FromResult(ExitCodes.Complete);
    }

    public static void Show(ActionCall call, string id, bool json)
    {
        var scheduler = call.Session.Scheduler;
        var view = scheduler.View(id);
        call.Print(
            json
                ? JobJson.One(view)
                : JobDetailView.Text(
                    view,
                    scheduler.Position(view.Id),
                    call.Session.Time.GetUtcNow(),
                    call.Style,
                    isGone: call.Session.State.TryFind(view.Id.ToString()) is null
                )
        );
    }
}
