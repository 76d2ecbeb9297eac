using System.CommandLine;
using Pedrocode.Cli.Views;
using Pedrocode.Core.Tools;

namespace Pedrocode.Cli.Actions;

internal sealed class DiffAction : UserAction
{
    private readonly Argument<string> id;
    private readonly Argument<string?> path;
    private readonly Option<bool> stat;

    public DiffAction()
        : base("diff", "what a job changed, as a patch")
    {
        id = Add(new Argument<string>("ID"));
        path = Add(new Argument<string?>("PATH") { Arity = ArgumentArity.ZeroOrOne });
        stat = Add(new Option<bool>("--stat") { Description = "only files and counts" });
    }

    public override string Details =>
        "PATH, relative to the project, shows one file or directory. Of a running job it is what its last checkpoint holds.";

    public override async Task<int> RunAsync(ActionCall call, CancellationToken stop)
    {
        var diff = await call.Session.Landings.DiffAsync(call.Value(id)!, call.Value(path)?.TrimEnd('/'), stop);
        call.Print(
            diff.Files.IsEmpty ? "No changes"
            : call.Value(stat) ? ChangeView.Files(diff.Files, call.Style)
            : DiffView.Text(diff.Patch, call.Style)
        );
        if (diff.NotAppliedWhy is { } why)
        {
            call.Print(
                $"\nThe changes begin from your files as the job found them. Not applied: {VisibleText.CleanLine(why)}"
            );
        }
        return ExitCodes.Complete;
    }
}
