using System.Collections.Immutable;
using Pedrocode.Cli.Repl;
using Pedrocode.Cli.Settings;
using Pedrocode.Core;
using Pedrocode.Core.Agents;
using Pedrocode.Core.Tools;

namespace Pedrocode.Cli;

/// <summary>From <c>/NAME args</c> to a task: its commands run only after the user has said yes to their exact text.</summary>
internal static class TemplateTask
{
    /// <summary>
    /// The template with its arguments; null for a line that names none. Throws <see cref="UserError"/> for a broken file and for missing
    /// arguments.
    /// </summary>
    public static FilledTemplate? Find(Session session, string line)
    {
        var (name, arguments) = Parted(line);
        return name is null ? null : session.Templates.Find(name)?.Fill(arguments);
    }

    /// <summary>
    /// Of a task on the command line: null where it does not begin as a template does. Throws <see cref="UserError"/> where there is no
    /// template of that name.
    /// </summary>
    public static FilledTemplate? Headless(Session session, string task) =>
        Parted(task) is ({ } name, var arguments) && TaskTemplates.IsName(name)
            ? Named(session, name, arguments)
            : null;

    /// <summary>The same by its name alone. Throws <see cref="UserError"/> where there is none of that name.</summary>
    public static FilledTemplate Named(Session session, string name, string arguments) =>
        Find(session, $"/{name} {arguments}")
        ?? throw (
            Untrusted(session, name)
            ?? new UserError(
                $"no template '{VisibleText.CleanLine(name)}'",
                NearestName.Of(name, [.. session.Templates.All().Select(static one => one.Name)]) is { } near
                    ? $"did you mean '{near}'?"
                    : "/templates lists them; /save NAME makes one of the last task"
            )
        );

    /// <summary>At the prompt: at once where it runs nothing, else after a yes.</summary>
    public static async Task StartAsync(
        Session session,
        ReplState state,
        FilledTemplate filled,
        Action<string> print,
        CancellationToken stop
    )
    {
        if (filled.Commands.IsEmpty)
        {
            await state.Start(Order(session, filled, []));
            return;
        }
        if (!state.CanAsk)
        {
            await state.Start(await OrderAsync(session, filled, stop));
            return;
        }
        var template = filled.Template;
        print(
            $"{template.Where} runs in {session.Here.WorkDir}:\n"
                + string.Join('\n', filled.Commands.Select(static command => $"   {VisibleText.CleanLine(command)}"))
        );
        state.Wanted = new WantedLine(
            $"Run {(filled.Commands.Length == 1 ? "it" : "them")}? [y/N] ",
            async (words, stopping) =>
            {
                if (words.Trim().ToLowerInvariant() is not ("y" or "yes"))
                {
                    print($"/{template.Name} was not started");
                    return;
                }
                await state.Start(Order(session, filled, await OutputsAsync(session, filled, stopping)));
            }
        );
    }

    /// <summary>Where nobody can be asked: each command must be one that a rule allows. Throws <see cref="UserError"/>.</summary>
    public static async Task<NewTask> OrderAsync(Session session, FilledTemplate filled, CancellationToken stop)
    {
        if (
            filled.Commands.FirstOrDefault(command => !session.Gate.AllowsCommand(command, session.Root)) is { } refused
        )
        {
            throw new UserError(
                $"template {filled.Template.Name} runs a command, and nobody is here to say yes: {VisibleText.CleanLine(refused)}",
                "run it at the prompt, or allow it: --allow 'bash(COMMAND)'"
            );
        }
        return Order(session, filled, await OutputsAsync(session, filled, stop));
    }

    private static (string? Name, string Arguments) Parted(string line)
    {
        if (!line.StartsWith('/'))
        {
            return (null, "");
        }
        var end = line.AsSpan(1).IndexOfAny(" \t\n");
        return end < 0 ? (line[1..], "") : (line[1..(end + 1)], line[(end + 1)..]);
    }

    /// <summary>Null where the project brings no template of that name along, or is trusted.</summary>
    private static UserError? Untrusted(Session session, string name)
    {
        var file = $"{session.Templates.ProjectFolder}/{name}.md";
        return session.Untrusted is { } offer && offer.Files.ContainsKey(file)
            ? new UserError($"{file} has no effect before you trust this folder", "pedrocode asks at its start")
            : null;
    }

    private static NewTask Order(Session session, FilledTemplate filled, IEnumerable<string> outputs) =>
        new(filled.Task(outputs), filled.Template.Agent ?? session.Agent, filled.Template.Mode ?? session.Mode)
        {
            Model = filled.Template.Model,
            Written = filled.Written,
        };

    private static async Task<ImmutableArray<string>> OutputsAsync(
        Session session,
        FilledTemplate filled,
        CancellationToken stop
    )
    {
        var outputs = ImmutableArray.CreateBuilder<string>();
        foreach (var command in filled.Commands)
        {
            outputs.Add(await TemplateCommand.OutputAsync(command, session.Here.WorkDir, stop));
        }
        return outputs.ToImmutable();
    }
}
