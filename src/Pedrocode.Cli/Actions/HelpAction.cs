using System.CommandLine;
using System.Text;
using Pedrocode.Cli.Views.Markdown;
using Pedrocode.Core;

namespace Pedrocode.Cli.Actions;

/// <summary>Help made from the list that dispatches.</summary>
internal sealed class HelpAction : UserAction
{
    private const int DetailsWidth = 76;
    private const int TitleWidth = 17;
    private const int UsageWidth = 24;

    private readonly Argument<string?> name;

    public HelpAction()
        : base("help", "this; more about one action, or about jobs, results ...")
    {
        name = Add(new Argument<string?>("NAME") { Arity = ArgumentArity.ZeroOrOne });
    }

    public override ActionPlaces Places => ActionPlaces.Repl;

    public override Task<int> RunAsync(ActionCall call, CancellationToken stop)
    {
        call.Print(call.Value(name)?.TrimStart('/') is { } one ? Asked(one) : Overview());
        return Task.FromResult(ExitCodes.Complete);
    }

    /// <summary>About an action, a topic, or both where they have the same name.</summary>
    private static string Asked(string name)
    {
        var action = ActionList.Find(name, ActionPlaces.Repl);
        var topic = HelpTopics.For(ActionPlaces.Repl).FirstOrDefault(topic => topic.Name == name);
        if (action is null && topic is null)
        {
            throw Unknown(name, ActionPlaces.Repl);
        }
        var about = action is null ? "" : About(action, "/");
        var others = topic?.Actions.Where(other => other != action).ToList() ?? [];
        var rows = others.Count == 0 ? "" : $"{topic!.Title}:\n{Rows(others, "/")}";
        return string.Join("\n\n", new[] { about, rows }.Where(static part => part.Length > 0));
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
            foreach (
                var line in action.Details.Split('\n').SelectMany(static part => Wrapping.Lines(part, DetailsWidth))
            )
            {
                text.Append("  ").Append(line).Append('\n');
            }
        }
        return text.ToString().TrimEnd('\n');
    }

    public static string CommandLine()
    {
        var text = new StringBuilder();
        text.Append("pedrocode [--debug] [--config FILE] [--allow RULE|all]   the prompt\n");
        text.Append("pedrocode VERB ...                                       one of these\n");
        text.Append("pedrocode VERB --help                                    more about it\n\n");
        foreach (var action in HelpTopics.For(ActionPlaces.CommandLine).SelectMany(static topic => topic.Actions))
        {
            text.Append(Row(action, ""));
        }
        return text.Append("\nTo begin: pedrocode, in a project of yours; or pedrocode demo.").ToString();
    }

    public static string Overview()
    {
        var text = new StringBuilder();
        text.Append("A task you type becomes a job. You review its phases; what you type meanwhile\n");
        text.Append("steers it. After /background tasks run by themselves, the prompt is yours.\n");
        text.Append("@path in it attaches a file. !command runs one of yours. Tab completes.\n");
        text.Append('\n').Append(Rows(HelpTopics.First(), "/")).Append("\n\n");
        foreach (var topic in HelpTopics.For(ActionPlaces.Repl))
        {
            var names = string.Join(' ', topic.Actions.Select(static action => $"/{action.Name}"));
            foreach (
                var (line, i) in Wrapping.Lines(names, DetailsWidth - TitleWidth).Select(static (line, i) => (line, i))
            )
            {
                text.Append("  ").Append((i == 0 ? topic.Title : "").PadRight(TitleWidth)).Append(line).Append('\n');
            }
        }
        text.Append("\n/help jobs tells what each does, /help cancel all about one.\n");
        text.Append("An ID is any end of it that fits one job: /jobs 800. /logs 800 | less pages.");
        return text.ToString();
    }

    private static string Rows(IEnumerable<UserAction> actions, string mark) =>
        string.Concat(actions.Select(action => Row(action, mark))).TrimEnd('\n');

    private static string Row(UserAction action, string mark)
    {
        var usage = $"{mark}{action.Name} {Short(action)}".TrimEnd();
        var name = (usage.Length > UsageWidth ? mark + action.Name : usage).PadRight(UsageWidth);
        return string.Concat(
            Wrapping
                .Lines(action.Summary, DetailsWidth - UsageWidth)
                .Select((line, i) => $"  {(i == 0 ? name : new string(' ', UsageWidth))} {line}\n")
        );
    }

    private static string Short(UserAction action) =>
        string.Join(
            ' ',
            action.Usage.Split(' ').TakeWhile(static word => !word.StartsWith("[-", StringComparison.Ordinal))
        );
}

/// <param name="Name">What <c>/help NAME</c> finds it by.</param>
internal sealed record HelpTopic(string Name, string Title, IReadOnlyList<UserAction> Actions);

/// <summary>The actions of the list by what they are for; those nobody has sorted stand last.</summary>
internal static class HelpTopics
{
    private static readonly (string Name, string Title, string[] Actions)[] Order =
    [
        ("jobs", "Jobs", ["jobs", "show", "logs", "attach", "wait", "cancel", "resume", "retry"]),
        ("words", "Words for a job", ["approve", "deny", "steer"]),
        ("results", "Results", ["diff", "apply", "undo", "discard", "salvage"]),
        ("tasks", "Tasks", ["run", "background", "interactive", "agent", "model", "templates", "save"]),
        ("here", "Here", ["context", "config", "permissions", "doctor", "fsck", "history", "clear", "help", "quit"]),
    ];

    /// <summary>What a newcomer needs, in the order they need it.</summary>
    public static IEnumerable<UserAction> First() =>
        new[] { "background", "jobs", "logs", "cancel", "diff", "undo", "quit" }
            .Select(static name => ActionList.Find(name, ActionPlaces.Repl))
            .OfType<UserAction>();

    public static IEnumerable<HelpTopic> For(ActionPlaces place)
    {
        var all = ActionList.For(place).ToList();
        foreach (var (name, title, names) in Order)
        {
            var actions = names.Select(one => all.Find(action => action.Name == one)).OfType<UserAction>().ToList();
            if (actions.Count > 0)
            {
                yield return new HelpTopic(name, title, actions);
            }
        }
        var others = all.Where(static action => !Order.Any(topic => topic.Actions.Contains(action.Name))).ToList();
        if (others.Count > 0)
        {
            yield return new HelpTopic("more", "More", others);
        }
    }
}
