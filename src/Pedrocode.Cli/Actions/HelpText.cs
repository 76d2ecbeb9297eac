using System.CommandLine;
using Pedrocode.Cli.Views.Markdown;

namespace Pedrocode.Cli.Actions;

/// <summary>What help says at the prompt or in a shell.</summary>
internal sealed class HelpText
{
    private const int WidestLine = 78;
    private const int TitleWidth = 17;
    private const int UsageWidth = 24;
    private const int OptionWidth = 18;

    /// <summary>What stands beside a name must have room for some words; else it stands below.</summary>
    private const int LeastBeside = 24;

    private readonly ActionPlaces place;
    private readonly int width;

    /// <param name="width">Columns there are; beyond a line that is comfortable to read they stay empty.</param>
    public HelpText(ActionPlaces place, int width = 80)
    {
        this.place = place;
        // A line that ends in the last column makes some terminals wrap.
        this.width = Math.Clamp(width - 1, 10, WidestLine);
    }

    private bool InRepl => place == ActionPlaces.Repl;

    private string Mark => InRepl ? "/" : "";

    public string Overview() => InRepl ? OfThePrompt() : OfTheCommandLine();

    /// <summary>About an action, a topic, or both where they have the same name. Throws <see cref="Core.UserError"/>.</summary>
    public string Asked(string name)
    {
        var action = ActionList.Find(name, place);
        var topic = HelpTopics.For(place).FirstOrDefault(topic => topic.Name == name);
        if (action is null && topic is null)
        {
            throw HelpAction.Unknown(name, place);
        }
        var others = topic?.Actions.Where(other => other != action).ToList() ?? [];
        return string.Join(
            "\n\n",
            new[]
            {
                action is null ? "" : About(action),
                others.Count == 0 ? "" : $"{topic!.Title}:\n{Text(others.SelectMany(Row))}",
            }.Where(static part => part.Length > 0)
        );
    }

    /// <param name="common">Options that the command line adds to the action's own.</param>
    public string About(UserAction action, params IEnumerable<Option> common)
    {
        var command = InRepl ? $"/{action.Name}" : $"pedrocode {action.Name}";
        var aliases = string.Join(", ", action.Command.Aliases.Select(alias => Mark + alias));
        return Text([
            .. Wrapped($"{command} {action.Usage}".TrimEnd(), ""),
            .. Wrapped(action.Summary, "  "),
            .. action
                .Command.Options.Concat(common)
                .Where(static option => !option.Hidden)
                .SelectMany(option =>
                    Beside($"{option.Name} {option.HelpName}".TrimEnd(), OptionWidth, option.Description ?? "")
                ),
            .. aliases.Length > 0 ? Wrapped($"Also: {aliases}", "  ") : [],
            .. action.Details.Length > 0 ? action.Details.Split('\n').SelectMany(part => Wrapped(part, "  ")) : [],
        ]);
    }

    private string OfTheCommandLine() =>
        Text([
            .. Beside("pedrocode [--debug] [--config FILE] [--allow RULE|all]", 56, "the prompt", indent: ""),
            .. Beside("pedrocode VERB ...", 56, "one of these", indent: ""),
            .. Beside("pedrocode VERB --help", 56, "more about it", indent: ""),
            "",
            .. HelpTopics.For(place).SelectMany(static topic => topic.Actions).SelectMany(Row),
            "",
            .. Wrapped("To begin: pedrocode, in a project of yours; or pedrocode demo.", ""),
        ]);

    private string OfThePrompt() =>
        Text([
            .. Wrapped(
                "A task you type becomes a job. You review its phases; what you type meanwhile steers it. "
                    + "After /background tasks run by themselves, the prompt is yours. "
                    + "@path in it attaches a file. !command runs one of yours. Tab completes.",
                ""
            ),
            "",
            .. HelpTopics.First().SelectMany(Row),
            "",
            .. HelpTopics
                .For(place)
                .SelectMany(topic =>
                    Beside(
                        topic.Title,
                        TitleWidth,
                        string.Join(' ', topic.Actions.Select(static action => $"/{action.Name}"))
                    )
                ),
            "",
            .. Wrapped("/help jobs tells what each does, /help cancel all about one.", ""),
            .. Wrapped("An ID is any end of it that fits one job: /jobs 800. /logs 800 | less pages.", ""),
        ]);

    private IEnumerable<string> Row(UserAction action)
    {
        var usage = $"{Mark}{action.Name} {Short(action)}".TrimEnd();
        return Beside(usage.Length > UsageWidth ? Mark + action.Name : usage, UsageWidth, action.Summary);
    }

    /// <summary>A name and, in a column of its own or below it where that would be too narrow, what it is.</summary>
    private IEnumerable<string> Beside(string name, int column, string what, string indent = "  ")
    {
        var before = indent.Length + column + 1;
        if (width - before < Math.Min(LeastBeside, what.Length))
        {
            return [.. Wrapped(name, indent), .. Wrapped(what, indent + "    ")];
        }
        return Wrapping
            .Lines(what, width - before)
            .Select((line, i) => $"{indent}{(i == 0 ? name : "").PadRight(column)} {line}");
    }

    private IEnumerable<string> Wrapped(string text, string indent) =>
        Wrapping.Lines(text, width - indent.Length).Select(line => indent + line);

    private static string Text(IEnumerable<string> lines) => string.Join('\n', lines);

    private static string Short(UserAction action) =>
        string.Join(
            ' ',
            action.Usage.Split(' ').TakeWhile(static word => !word.StartsWith("[-", StringComparison.Ordinal))
        );
}
