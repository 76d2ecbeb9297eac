using System.CommandLine;
using Pedrocode.Cli.Repl;
using Pedrocode.Core;
using Pedrocode.Core.Models;
using Pedrocode.Core.Models.Ollama;
using Pedrocode.Core.Tools;

namespace Pedrocode.Cli.Actions;

internal sealed class ModelAction : UserAction
{
    private readonly Argument<string?> name;
    private readonly Option<bool> pull;

    public ModelAction()
        : base("model", "the model in use, and what else there is")
    {
        name = Add(new Argument<string?>("NAME") { Arity = ArgumentArity.ZeroOrOne });
        pull = Add(new Option<bool>("--pull") { Description = "lets Ollama fetch the model first" });
    }

    public override string Details =>
        "At the prompt, with a NAME: uses that model, or that profile of yours, from the next job on; one that Ollama does not have yet it fetches after a yes.";

    public override async Task<int> RunAsync(ActionCall call, CancellationToken stop)
    {
        var models = call.Session.Models;
        if (call.Value(name) is { } wanted)
        {
            if (call.Value(pull))
            {
                await PullAsync(call, wanted, stop);
                if (call.Repl is null)
                {
                    return ExitCodes.Complete;
                }
            }
            if (call.Repl is null)
            {
                throw new UserError(
                    "a verb cannot keep a choice",
                    $"set model.model_name in your configuration, or PEDROCODE_MODEL={VisibleText.CleanLine(wanted)}"
                );
            }
            if (!call.Value(pull) && call.Repl.CanAsk && await models.MustFetchAsync(wanted, stop))
            {
                AskToPull(call, call.Repl, wanted);
                return ExitCodes.Complete;
            }
            await SwitchAsync(call, wanted, stop);
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
                    .Concat(models.Others.Select(static one => $"  {VisibleText.CleanLine(one.Name)} ({one.Means})"))
                    .Prepend(
                        $"* {VisibleText.CleanLine(choice.Name)} ({choice.Why}{(choice.Facts.Text is { Length: > 0 } facts ? $"; {facts}" : "")})"
                    )
            )
        );
        return ExitCodes.Complete;
    }

    private static async Task SwitchAsync(ActionCall call, string wanted, CancellationToken stop)
    {
        var choice = await call.Session.Models.SwitchAsync(wanted, stop);
        call.Print(
            call.Session.Models.Profile is null
                ? $"Model: {VisibleText.CleanLine(choice.Name)}, from the next job on"
                : $"Model: {VisibleText.CleanLine(choice.Name)} ({VisibleText.CleanLine(choice.Why)}), from the next job on"
        );
    }

    private static void AskToPull(ActionCall call, ReplState repl, string wanted)
    {
        call.Print($"{call.Session.Models.Server!.Address} has no model {VisibleText.CleanLine(wanted)}");
        repl.Wanted = new WantedLine(
            "Let Ollama fetch it? [y/N] ",
            async (words, stopping) =>
            {
                if (words.Trim().ToLowerInvariant() is not ("y" or "yes"))
                {
                    call.Print("not fetched; the model in use stays");
                    return;
                }
                await PullAsync(call, wanted, stopping);
                await SwitchAsync(call, wanted, stopping);
            }
        );
    }

    private static async Task PullAsync(ActionCall call, string wanted, CancellationToken stop)
    {
        await call.Session.Models.ChosenAsync(stop);
        if (call.Session.Models.Server is not { Kind: ServerKind.Ollama } server)
        {
            throw new UserError("only Ollama fetches models", "use the tools of your server");
        }
        var said = -1;
        await foreach (var percent in OllamaPull.RunAsync(server, wanted, stop))
        {
            // Above a prompt each line stays: one for each tenth.
            if (percent / 10 > said / 10 || said < 0 || percent == 100)
            {
                said = percent;
                call.Print($"{Bar(percent, call)} {percent}% {VisibleText.CleanLine(wanted)}");
            }
        }
    }

    private static string Bar(int percent, ActionCall call) =>
        new string(call.Style.Mark("█", "#")[0], percent / 5).PadRight(20, call.Style.Mark("░", "-")[0]);
}
