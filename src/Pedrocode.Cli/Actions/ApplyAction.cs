using System.CommandLine;
using Pedrocode.Cli.Views;
using Pedrocode.Core.Tools;
using Pedrocode.Core.Trees.Landings;

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
        + "A conflict changes nothing and names the files (exit code 5); so does, with jobs.recheck, a check that fails on the merged result. Again after undo it brings the same change back.";

    public override async Task<int> RunAsync(ActionCall call, CancellationToken stop)
    {
        var applied = await call
            .Session.LandingsTelling(check =>
                call.Print($"Checking what would be there: {VisibleText.CleanLine(check.ToString())}")
            )
            .ApplyAsync(call.Value(id)!, stop);
        var canRetry = call.Session.State.TryFind(applied.Id.ToString()) is not null;
        call.Print(WorkView.Applied(applied, call.Style, canRetry));
        return applied.Outcome is WorkOutcome.Done or WorkOutcome.Already ? ExitCodes.Complete : ExitCodes.NotApplied;
    }
}
