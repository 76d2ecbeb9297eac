using System.CommandLine;
using System.Text;
using Pedrocode.Core;

namespace Pedrocode.Cli.Actions;

/// <summary>Help made from the list that dispatches.</summary>
internal sealed class HelpAction : UserAction
{
    private readonly Argument<string?> name;

    public HelpAction()
        : base("help", "this, or more about one action")
    {
        name = Add(new Argument<string?>("NAME") { Arity = ArgumentArity.ZeroOrOne });
    }

    public override ActionPlaces Places => ActionPlaces.Repl;

    public override Task<int> RunAsync(ActionCall call, CancellationToken stop)
    {
        call.Print(
            call.Value(name)?.TrimStart('/') is { } one
                ? About(ActionList.Find(one, ActionPlaces.Repl) ?? throw Unknown(one, ActionPlaces.Repl), "/")
                : Overview()
        );
        return Task.FromResult(ExitCodes.Complete);
    }

    public static UserError Unknown(string name, ActionPlaces place)
    {
        var mark = place == ActionPlaces.Repl ? "/" : "";
        var near = NearestName.Of(name, ActionList.For(place).Select(static action => action.Name));
        return new UserError(
            $"unknown action {mark}{Core.Tools.VisibleText.CleanLine(name)}",
            near is not null ? $"did you mean {mark}{near}?"
                : place == ActionPlaces.Repl ? "see /help"
                : "see pedrocode --help"
        );
    }

    /// <param name="common">Options that the command line adds to the action's own.</param>
    public static string About(UserAction action, string mark, params IEnumerable<Option> common)
    {
        var text = new StringBuilder();
        text.Append($"{mark}{action.Name} {action.Usage}".TrimEnd())
            .Append('\n')
            .Append("  ")
            .Append(action.Summary)
            .Append('\n');
        foreach (var option in action.Command.Options.Concat(common).Where(static option => !option.Hidden))
        {
            text.Append($"  {$"{option.Name} {option.HelpName}".TrimEnd(), -18} {option.Description}\n");
        }
        if (action.Command.Aliases.Count > 0)
        {
            text.Append($"  Also: {string.Join(", ", action.Command.Aliases.Select(alias => mark + alias))}\n");
        }
        if (action.Details.Length > 0)
        {
            text.Append("  ").Append(action.Details).Append('\n');
        }
        return text.ToString().TrimEnd('\n');
    }

    public static string CommandLine()
    {
        var text = new StringBuilder();
        text.Append("pedrocode [--debug] [--config FILE] [--allow RULE|all]    the prompt\n");
        text.Append(
            "pedrocode VERB ...                                        one of these, then back to the shell\n\n"
        );
        Rows(text, ActionPlaces.CommandLine, "");
        text.Append("\npedrocode VERB --help says more. pedrocode --version prints the version.");
        return text.ToString();
    }

    public static string Overview()
    {
        var text = new StringBuilder();
        text.Append("Type a task; it becomes a job. /name is an action, !command one of yours.\n\n");
        Rows(text, ActionPlaces.Repl, "/");
        text.Append("\n/help NAME says more. Ctrl+C clears the line; on an empty one it leaves.");
        return text.ToString();
    }

    private static void Rows(StringBuilder text, ActionPlaces place, string mark)
    {
        // At the prompt /jobs ID says it already, and the screen is short.
        foreach (var action in ActionList.For(place).Where(action => mark.Length == 0 || action is not ShowAction))
        {
            text.Append($"  {(mark + action.Name + " " + Short(action)).TrimEnd(), -24} {action.Summary}\n");
        }
    }

    private static string Short(UserAction action) =>
        string.Join(
            ' ',
            action.Usage.Split(' ').TakeWhile(static word => !word.StartsWith("[-", StringComparison.Ordinal))
        );
}
