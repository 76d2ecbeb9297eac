using System.CommandLine;
using Pedrocode.Core.Jobs;

namespace Pedrocode.Cli.Actions;

internal sealed class SteerAction : UserAction
{
    private readonly Argument<string> id;
    private readonly Argument<string[]> text;

    public SteerAction()
        : base("steer", "words for a running job, read before its next round")
    {
        id = Add(new Argument<string>("ID"));
        text = Add(new Argument<string[]>("text") { Arity = ArgumentArity.OneOrMore });
    }

    public override int WordsBeforeText => 1;

    public override Task<int> RunAsync(ActionCall call, CancellationToken stop)
    {
        var view = call.Session.Scheduler.Send(
            call.Value(id)!,
            new JobMessage.Steer(string.Join(' ', call.Value(text)!))
        );
        call.Print(Kept.Or($"sent to {view.Id}", view));
        return Task.FromResult(ExitCodes.Complete);
    }
}
