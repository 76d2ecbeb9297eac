using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Runtime.InteropServices;
using Pedrocode.Cli.Actions;
using Pedrocode.Cli.Repl;
using Pedrocode.Cli.Settings;
using Pedrocode.Cli.Terminals;
using Pedrocode.Cli.Views;
using Pedrocode.Core;

namespace Pedrocode.Cli;

/// <summary>The words pedrocode was started with: options of all, then a verb or nothing.</summary>
internal sealed class CommandLine
{
    private readonly Option<bool> debug = new("--debug") { Recursive = true, Description = "show stack traces" };
    private readonly Option<string?> config = new("--config")
    {
        Recursive = true,
        Description = "settings from this file",
        HelpName = "FILE",
    };
    private readonly Option<string[]> allow = new("--allow")
    {
        Recursive = true,
        Description = "allow what the rule names, or all; may be repeated",
        HelpName = "RULE",
    };
    private readonly Option<bool> help = new("--help", "-h") { Recursive = true };
    private readonly string[] words;

    private static int Width => Tty.Size(Tty.Output)?.Width ?? 80;

    public CommandLine(string[] words) => this.words = words;

    /// <summary>The exit code. Throws what <see cref="Program"/> turns into a line and a code.</summary>
    public async Task<int> RunAsync()
    {
        var root = new Command("pedrocode") { debug, config, allow, help };
        foreach (var verb in ActionList.For(ActionPlaces.CommandLine))
        {
            root.Add(verb.Command);
        }
        // Without an action of its own a command with subcommands insists on one of them.
        root.SetAction(static _ => ExitCodes.Complete);
        var parsed = root.Parse(words);
        var action = ActionList
            .For(ActionPlaces.CommandLine)
            .FirstOrDefault(verb => verb.Command == parsed.CommandResult.Command);
        if (parsed.GetValue(help))
        {
            var text = new HelpText(ActionPlaces.CommandLine, Width);
            StandardOutput.WriteLine(
                action is null
                    ? text.Overview()
                    : text.About(action, action.RunsJobs ? [allow, config, debug] : [config, debug])
            );
            return ExitCodes.Complete;
        }
        CheckUsage(parsed, action);
        return action is null ? await ReplAsync(parsed) : await VerbAsync(parsed, action);
    }

    private static void CheckUsage(ParseResult parsed, UserAction? action)
    {
        // What looks like an option and is none would be taken for a word; behind -- anything is a word.
        var wrong = parsed
            .Tokens.TakeWhile(static token => token.Type != TokenType.DoubleDash)
            .FirstOrDefault(static token =>
                token is { Type: TokenType.Argument, Value: ['-', not (>= '0' and <= '9'), ..] }
            );
        if (wrong is not null)
        {
            var near = NearestName.Of(
                wrong.Value,
                parsed
                    .RootCommandResult.Command.Options.Concat(action?.Command.Options ?? [])
                    .Select(static option => option.Name)
            );
            throw new UsageException(
                $"unknown option {Core.Tools.VisibleText.CleanLine(wrong.Value)}",
                near is null ? Usage(action) : $"did you mean {near}?"
            );
        }
        if (parsed.Errors.Count == 0)
        {
            return;
        }
        if (action is null && parsed.UnmatchedTokens is [var unknown, ..] && !unknown.StartsWith('-'))
        {
            var why = HelpAction.Unknown(unknown, ActionPlaces.CommandLine);
            throw new UsageException(why.Message, why.Next);
        }
        throw new UsageException(
            Core.Tools.VisibleText.CleanLine(parsed.Errors[0].Message).TrimEnd('.'),
            Usage(action)
        );
    }

    private static string Usage(UserAction? action) =>
        action is null ? "see pedrocode --help" : $"usage: pedrocode {action.Name} {action.Usage}".TrimEnd();

    private async Task<int> VerbAsync(ParseResult parsed, UserAction action)
    {
        using var signals = new Signals(PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP);
        var model = action is RunAction run ? parsed.GetValue(run.Model) : null;
        await using var session = Open(parsed, model, canAsk: false);
        await session.RecoverAsync();
        var traits = TerminalTraits.Of(new TerminalOptions { Plain = session.Settings.Output.Plain });
        var style = new Style(traits.Colours != ColourDepth.None, traits.Unicode, Width)
        {
            InShell = true,
            Raw = !Tty.IsTty(Tty.Output),
        };
        return await action.RunAsync(new ActionCall(session, parsed, StandardOutput.WriteLine, style), signals.Stop);
    }

    private async Task<int> ReplAsync(ParseResult parsed)
    {
        var canAsk = Tty.IsTty(Tty.Input) && Tty.IsTty(Tty.Output);
        // At a terminal Ctrl+C is a key; as a signal it comes from elsewhere.
        using var signals = new Signals(PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP);
        await using var session = Open(parsed, model: null, canAsk);
        session.State.DemandWritable();
        await session.RecoverAsync();
        await using var terminal = Terminal.Open(
            new TerminalOptions
            {
                Plain = session.Settings.Output.Plain,
                HistoryFile = Path.Combine(session.State.Path, "typed.jsonl"),
            }
        );
        signals.ChildHasTerminal = () => terminal.IsOutside;
        var repl = new Repl.Repl(session, terminal, canAsk);
        var code = await repl.RunAsync(signals.Stop);
        if (!repl.SettingsChanged)
        {
            return code;
        }
        await using var trusted = Open(parsed, model: null, canAsk);
        return await new Repl.Repl(trusted, terminal, canAsk) { Greets = false }.RunAsync(signals.Stop);
    }

    private Session Open(ParseResult parsed, string? model, bool canAsk)
    {
        var here = Surroundings.OfThisProcess();
        try
        {
            var reading = SettingsReader.Read(
                here,
                new SettingsFlags
                {
                    Config = parsed.GetValue(config),
                    Allow = [.. parsed.GetValue(allow) ?? []],
                    Debug = parsed.GetValue(debug),
                    Model = model,
                }
            );
            Program.Debug |= reading.Settings.Debug.Enabled;
            return new Session(here, reading, TimeProvider.System, canAsk);
        }
        catch (UserError e)
        {
            throw new UsageException(e.Message, e.Next);
        }
    }
}
