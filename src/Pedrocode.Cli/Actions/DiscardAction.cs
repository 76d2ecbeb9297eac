using System.CommandLine;
using Pedrocode.Cli.Views;

namespace Pedrocode.Cli.Actions;

internal sealed class DiscardAction : UserAction
{
    private readonly Argument<string> id;
    private readonly Option<bool> forGood;

    public DiscardAction()
        : base("discard", "throws away changes that were not applied")
    {
        id = Add(new Argument<string>("ID"));
        forGood = Add(new Option<bool>("--for-good") { Description = "what salvage still keeps goes too" });
    }

    public override string Details =>
        "The job's tree goes; the change itself stays in salvage until it is discarded for good.";

    public override async Task<int> RunAsync(ActionCall call, CancellationToken stop)
    {
        var discarded = await call.Session.Landings.DiscardAsync(call.Value(id)!, call.Value(forGood), stop);
        call.Print(WorkView.Discarded(discarded, call.Style));
        return ExitCodes.Complete;
    }
}
