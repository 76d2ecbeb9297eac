using System.CommandLine;
using Pedrocode.Cli.Views;

namespace Pedrocode.Cli.Actions;

internal sealed class SalvageAction : UserAction
{
    private readonly Argument<string?> id;
    private readonly Option<bool> json;

    public SalvageAction()
        : base("salvage", "changes kept, though their job was deleted or undone")
    {
        id = Add(new Argument<string?>("ID") { Arity = ArgumentArity.ZeroOrOne });
        json = Add(new Option<bool>("--json") { Description = "a list of objects" });
    }

    public override string Details =>
        "With ID the change itself. apply ID brings it into your files, discard ID --for-good removes it.";

    public override async Task<int> RunAsync(ActionCall call, CancellationToken stop)
    {
        var landings = call.Session.Landings;
        if (call.Value(id) is { } one)
        {
            call.Print(DiffView.Text((await landings.DiffAsync(one, path: null, stop)).Patch, call.Style));
            return ExitCodes.Complete;
        }
        var saved = await landings.SalvagedAsync(stop);
        call.Print(call.Value(json) ? WorkView.Json(saved) : WorkView.Salvaged(saved, call.Style));
        return ExitCodes.Complete;
    }
}
