using System.CommandLine;
using Pedrocode.Cli.Terminals;
using Pedrocode.Core.Jobs;

namespace Pedrocode.Cli.Actions;

internal sealed class AttachAction : UserAction
{
    private readonly Argument<string> id;

    public AttachAction()
        : base("attach", "watches one job in full; what you type steers it")
    {
        id = Add(new Argument<string>("ID"));
    }

    public override string Details =>
        "The words of the model and the output of commands are shown as they come; of a job that another process runs, whole events. "
        + "v alone on a line shows more or less, q alone on a line, Esc or Ctrl+D leaves. The job goes on.";

    public override async Task<int> RunAsync(ActionCall call, CancellationToken stop)
    {
        var name = call.Value(id)!;
        if (call.Repl is { } repl)
        {
            repl.Attach(name);
            return ExitCodes.Complete;
        }
        await using var terminal = Terminal.Open(
            new TerminalOptions
            {
                Plain = call.Session.Settings.Output.Plain,
                HistoryFile = Path.Combine(call.Session.State.Path, "typed.jsonl"),
            }
        );
        return await new Repl.Repl(call.Session, terminal, terminal.Interactive, name).RunAsync(stop);
    }
}
