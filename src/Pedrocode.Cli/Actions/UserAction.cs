using System.CommandLine;
using Pedrocode.Cli.Views;

namespace Pedrocode.Cli.Actions;

/// <summary>
/// Something a user can ask, as <c>/name</c> or as a verb of the command line. One instance in the one list; its command
/// declares what it takes and drives dispatch, help and completion alike.
/// </summary>
internal abstract class UserAction
{
    protected UserAction(string name, string summary)
    {
        Command = new Command(name, summary);
    }

    public Command Command { get; }

    public string Name => Command.Name;

    public string Summary => Command.Description!;

    /// <summary>Where it can be typed.</summary>
    public virtual ActionPlaces Places => ActionPlaces.Everywhere;

    /// <summary>More for <c>/help NAME</c>: examples, what to expect.</summary>
    public virtual string Details => "";

    /// <summary>How many words come before free text that runs to the end of the line; -1: it takes no free text.</summary>
    public virtual int WordsBeforeText => -1;

    /// <summary>As a verb it runs jobs, so what they may do can be allowed with it.</summary>
    public virtual bool RunsJobs => false;

    /// <summary>Does it. The exit code counts for a verb. Throws <see cref="Core.UserError"/>.</summary>
    public abstract Task<int> RunAsync(ActionCall call, CancellationToken stop);

    protected T Add<T>(T symbol)
        where T : Symbol
    {
        if (symbol is Option option)
        {
            Command.Add(option);
        }
        else if (symbol is Argument argument)
        {
            Command.Add(argument);
        }
        return symbol;
    }

    /// <summary>What it takes, as help shows it: <c>ID [PATH] [--stat]</c>.</summary>
    public string Usage =>
        string.Join(
            ' ',
            Command
                .Arguments.Where(static argument => !argument.Hidden)
                .Select(static argument =>
                    (argument.Arity.MinimumNumberOfValues, argument.Arity.MaximumNumberOfValues) switch
                    {
                        (0, > 1) => $"[{argument.Name}...]",
                        (0, _) => $"[{argument.Name}]",
                        (_, > 1) => $"{argument.Name}...",
                        _ => argument.Name,
                    }
                )
                .Concat(
                    Command
                        .Options.Where(static option => !option.Hidden)
                        .Select(static option =>
                            option.ValueType == typeof(bool) ? $"[{option.Name}]" : $"[{option.Name} {option.HelpName}]"
                        )
                )
        );
}

[Flags]
internal enum ActionPlaces
{
    Repl = 1,
    CommandLine = 2,
    Everywhere = Repl | CommandLine,
}

/// <summary>One use of an action.</summary>
/// <param name="Print">Shows text: above the prompt, or on standard output.</param>
internal sealed record ActionCall(Session Session, ParseResult Parsed, Action<string> Print, Style Style)
{
    /// <summary>Null on the command line.</summary>
    public Repl.ReplState? Repl { get; init; }

    public T? Value<T>(Argument<T> argument) => Parsed.GetValue(argument);

    public T? Value<T>(Option<T> option) => Parsed.GetValue(option);
}
