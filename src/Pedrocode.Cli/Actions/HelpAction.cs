using System.CommandLine;
using Pedrocode.Core;

namespace Pedrocode.Cli.Actions;

/// <summary>Help made from the list that dispatches.</summary>
internal sealed class HelpAction : UserAction
{
    private readonly Argument<string?> name;

    public HelpAction()
        : base("help", "this; more about one action, or about jobs, results ...")
    {
        name = Add(new Argument<string?>("NAME") { Arity = ArgumentArity.ZeroOrOne });
    }

    public override Task<int> RunAsync(ActionCall call, CancellationToken stop)
    {
        var place = call.Repl is null ? ActionPlaces.CommandLine : ActionPlaces.Repl;
        var text = new HelpText(place, call.Style.Width);
        call.Print(call.Value(name)?.TrimStart('/') is { } one ? text.Asked(one) : text.Overview());
        return Task.FromResult(ExitCodes.Complete);
    }

    /// <param name="others">What else could stand there: templates.</param>
    public static UserError Unknown(string name, ActionPlaces place, params IEnumerable<string> others)
    {
        var mark = place == ActionPlaces.Repl ? "/" : "";
        var near = NearestName.Of(name, ActionList.For(place).Select(static action => action.Name).Concat(others));
        return new UserError(
            $"unknown action {mark}{Core.Tools.VisibleText.CleanLine(name)}",
            near is not null ? $"did you mean {mark}{near}?"
                : place == ActionPlaces.Repl ? "see /help"
                : "see pedrocode --help"
        );
    }
}
