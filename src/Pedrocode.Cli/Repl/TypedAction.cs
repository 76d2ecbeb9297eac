using System.Text;
using Pedrocode.Cli.Actions;
using Pedrocode.Cli.Terminals;
using Pedrocode.Cli.Views;
using Pedrocode.Core;
using Pedrocode.Core.Tools;

namespace Pedrocode.Cli.Repl;

/// <summary>An action as it was typed at the prompt: <c>/logs 800 | less</c>.</summary>
internal sealed class TypedAction(Session session, Terminal terminal, ReplState state, Style style)
{
    /// <summary>Does it, until it is done or Ctrl+C stops it. Throws <see cref="UserError"/>.</summary>
    /// <param name="text">Without the slash.</param>
    public async Task RunAsync(string text, CancellationToken stop)
    {
        var words = Words(text);
        if (words.Length == 0)
        {
            throw new UserError("an action has a name", "see /help");
        }
        if (
            ActionList.Find(words[0], ActionPlaces.Repl) is null
            && TemplateTask.Find(session, $"/{text}") is { } filled
        )
        {
            await TemplateTask.StartAsync(session, state, filled, terminal.Above, stop);
            return;
        }
        var action =
            ActionList.Find(words[0], ActionPlaces.Repl)
            ?? throw HelpAction.Unknown(
                words[0],
                ActionPlaces.Repl,
                session.Templates.All().Select(static one => one.Name)
            );
        var pipe = Pipe.Of(text, action);
        words = pipe is null ? words : Words(pipe.Action);
        var parsed = action.Command.Parse(Marked(action, words[1..]));
        if (parsed.Errors.Count > 0)
        {
            throw new UserError(
                VisibleText.CleanLine(parsed.Errors[0].Message).TrimEnd('.'),
                $"usage: /{action.Name} {action.Usage}".TrimEnd()
            );
        }
        var printed = new StringBuilder();
        var shown = style with { Width = terminal.Width };
        var call = pipe is null
            ? new ActionCall(session, parsed, terminal.Above, shown)
            : new ActionCall(session, parsed, lines => printed.Append(lines).Append('\n'), pipe.StyleOf(shown));
        await Stoppable.RunAsync(
            terminal,
            async stopping =>
            {
                await action.RunAsync(call with { Repl = state }, stopping);
                if (pipe is not null)
                {
                    await terminal.RunOutsideAsync(() =>
                        pipe.RunAsync(printed.ToString(), session.Here.WorkDir, stopping)
                    );
                }
            },
            stop
        );
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Free text may hold anything, so what follows its first words is no option.</summary>
    private static string[] Marked(UserAction action, string[] words) =>
        action.WordsBeforeText >= 0 && words.Length > action.WordsBeforeText
            ? [.. words[..action.WordsBeforeText], "--", .. words[action.WordsBeforeText..]]
            : words;
}
