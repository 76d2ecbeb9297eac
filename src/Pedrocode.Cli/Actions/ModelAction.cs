using System.CommandLine;
using Pedrocode.Core;
using Pedrocode.Core.Tools;

namespace Pedrocode.Cli.Actions;

internal sealed class ModelAction : UserAction
{
    private readonly Argument<string?> name;

    public ModelAction()
        : base("model", "the model in use and what else the server offers")
    {
        name = Add(new Argument<string?>("NAME") { Arity = ArgumentArity.ZeroOrOne });
    }

    public override string Details => "At the prompt, with a NAME: uses that model from the next job on.";

    public override async Task<int> RunAsync(ActionCall call, CancellationToken stop)
    {
        var models = call.Session.Models;
        if (call.Value(name) is { } wanted)
        {
            if (call.Repl is null)
            {
                throw new UserError(
                    "a verb cannot keep a choice",
                    $"set model.model_name in your configuration, or PEDROCODE_MODEL={wanted}"
                );
            }
            await models.SwitchAsync(wanted, stop);
            call.Print($"Model: {wanted}, from the next job on");
            return ExitCodes.Complete;
        }
        var choice = await models.ChosenAsync(stop);
        var offered = await models.OfferedAsync(stop);
        call.Print(
            string.Join(
                '\n',
                offered
                    .Where(other => other != choice.Name)
                    .Select(static other => $"  {VisibleText.CleanLine(other)}")
                    .Prepend(
                        $"* {VisibleText.CleanLine(choice.Name)} ({choice.Why}{(choice.Facts.Text is { Length: > 0 } facts ? $"; {facts}" : "")})"
                    )
            )
        );
        return ExitCodes.Complete;
    }
}
