using System.CommandLine;
using Pedrocode.Cli.Views;

namespace Pedrocode.Cli.Actions;

internal sealed class UndoAction : UserAction
{
    private readonly Argument<string> id;

    public UndoAction()
        : base("undo", "takes back what a job brought into your files")
    {
        id = Add(new Argument<string>("ID"));
    }

    public override string Details =>
        "Leaves what would be there had that job never landed, what its commands changed included. Refused, and nothing changed, where you or "
        + "a later job changed the same lines. apply ID brings it back. The newest 20 landed jobs of a repository can be taken back.";

    public override async Task<int> RunAsync(ActionCall call, CancellationToken stop)
    {
        var undone = await call.Session.Landings.UndoAsync(call.Value(id)!, stop);
        call.Print(WorkView.Undone(undone, call.Style));
        return undone.Conflicts.IsEmpty ? ExitCodes.Complete : ExitCodes.Failed;
    }
}
