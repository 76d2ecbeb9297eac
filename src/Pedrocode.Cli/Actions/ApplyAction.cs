using System.CommandLine;
using Pedrocode.Cli.Views;
using Pedrocode.Core;

namespace Pedrocode.Cli.Actions;

internal sealed class ApplyAction : UserAction
{
    private readonly Argument<string> id;

    public ApplyAction()
        : base("apply", "brings a job's changes into your files, all or nothing")
    {
        id = Add(new Argument<string>("ID"));
    }

    public override string Details =>
        "Merged three-way into your files as they are now, as uncommitted changes; your own edits in other places stay. "
        + "A conflict changes nothing and names the files (exit code 5). Again after undo it brings the same change back.";

    public override async Task<int> RunAsync(ActionCall call, CancellationToken stop)
    {
        var applied = await call.Session.Landings.ApplyAsync(call.Value(id)!, stop);
        call.Print(WorkView.Applied(applied, call.Style));
        return applied.Conflicts.IsEmpty ? ExitCodes.Complete : ExitCodes.NotApplied;
    }
}
