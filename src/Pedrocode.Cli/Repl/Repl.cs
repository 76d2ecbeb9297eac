using System.Diagnostics;
using Pedrocode.Cli.Actions;
using Pedrocode.Cli.Settings;
using Pedrocode.Cli.Terminals;
using Pedrocode.Cli.Views;
using Pedrocode.Core;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;

namespace Pedrocode.Cli.Repl;

/// <summary>The prompt: a line is an action, a command of the user's, an answer, words for the job in front, or a task.</summary>
internal sealed class Repl
{
    private const string EmptyLine = "\n";

    private readonly Session session;
    private readonly Terminal terminal;
    private readonly ReplState state;
    private readonly Style style;
    private readonly Notices notices;
    private bool askedToLeave;

    /// <param name="canAsk">Whether somebody is there to answer.</param>
    public Repl(Session session, Terminal terminal, bool canAsk)
    {
        this.session = session;
        this.terminal = terminal;
        state = new ReplState(canAsk);
        style = new Style(terminal.Colour, terminal.Unicode, terminal.Width);
        notices = new Notices(session, terminal, state, style);
        state.Follow = notices.Follow;
        state.TypedLines = () => terminal.History.Lines;
        state.ClearScreen = terminal.Clear;
    }

    /// <summary>Until the user leaves or <paramref name="stop"/> is cancelled by a signal.</summary>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        session.Models.Look();
        if (!state.CanAsk)
        {
            session.Mode = Mode.Background;
        }
        notices.Greet();
        session.Scheduler.Recover();
        try
        {
            await new StartCheck(session, terminal, state, style).RunAsync(line => TakeAsync(line, stop), stop);
            await ReadAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // A signal: leave as /quit does.
        }
        await LeaveAsync();
        return stop.IsCancellationRequested ? Signals.ExitCode : ExitCodes.Complete;
    }

    private async Task ReadAsync(CancellationToken stop)
    {
        while (!state.Leaving)
        {
            switch (await terminal.ReadAsync(notices.Prompt, stop))
            {
                case Typed.Line(var line):
                    askedToLeave = false;
                    await TakeAsync(line, stop);
                    break;
                case Typed.Key('b'):
                    await TakeAsync("/background " + state.Foreground?.Id, stop);
                    break;
                case Typed.Interrupt({ Length: > 0 }):
                    askedToLeave = false;
                    break;
                case Typed.Interrupt:
                    LeaveIfAskedTwice();
                    break;
                case Typed.EndOfInput:
                    await EndOfInputAsync(stop);
                    return;
                default:
                    break;
            }
        }
    }

    private void LeaveIfAskedTwice()
    {
        var active = session.Scheduler.Active.Count();
        if (active == 0 || askedToLeave)
        {
            state.Leaving = true;
            return;
        }
        askedToLeave = true;
        terminal.Above($"{Jobs(active)} running. Ctrl+C again leaves (they can be resumed)");
    }

    /// <summary>Without a terminal, what was asked for is finished first.</summary>
    private async Task EndOfInputAsync(CancellationToken stop)
    {
        if (!state.CanAsk)
        {
            await Task.WhenAll(session.Scheduler.Own.Select(static job => job.Ended)).WaitAsync(stop);
        }
    }

    private async Task LeaveAsync()
    {
        var interrupted = await session.Scheduler.InterruptAsync(TimeSpan.FromSeconds(5));
        await notices.DrainAsync();
        if (interrupted.Length > 0)
        {
            terminal.Above(
                $"{Jobs(interrupted.Length)} interrupted. Next time: /resume {(interrupted is [var only] ? only.Id : "all")}"
            );
        }
        await terminal.FlushAsync();
    }

    private async Task TakeAsync(string typed, CancellationToken stop)
    {
        var line = typed.Trim();
        try
        {
            switch (line)
            {
                case ['/', .. var action]:
                    await ActAsync(action, stop);
                    break;
                case ['!', .. var command]:
                    await terminal.RunOutsideAsync(() => RunCommandAsync(command, stop));
                    break;
                case var answer when state.Foreground?.View.Question is { } question:
                    Answer(state.Foreground, question, answer);
                    break;
                case "":
                    break;
                case var words when state.Foreground is { } running:
                    running.Send(new JobMessage.Steer(words));
                    terminal.Above($"sent to {running.Id}");
                    break;
                default:
                    await StartAsync(line, stop);
                    break;
            }
        }
        catch (UserError e)
        {
            Show(e.Message, e.Next);
        }
        catch (StateNotSavedException e)
        {
            Show(e.Message, next: null);
        }
        terminal.SetPrompt(notices.Prompt);
    }

    private async Task ActAsync(string text, CancellationToken stop)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
        {
            throw new UserError("an action has a name", "see /help");
        }
        var action =
            ActionList.Find(words[0], ActionPlaces.Repl) ?? throw HelpAction.Unknown(words[0], ActionPlaces.Repl);
        var parsed = action.Command.Parse(Marked(action, words[1..]));
        if (parsed.Errors.Count > 0)
        {
            throw new UserError(
                Core.Tools.VisibleText.CleanLine(parsed.Errors[0].Message),
                $"usage: /{action.Name} {action.Usage}".TrimEnd()
            );
        }
        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(stop);
        terminal.Interrupted += Stop;
        try
        {
            await action.RunAsync(
                new ActionCall(session, parsed, terminal.Above, style with { Width = terminal.Width }) { Repl = state },
                stopped.Token
            );
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            terminal.Above("stopped");
        }
        finally
        {
            terminal.Interrupted -= Stop;
        }

        void Stop() => stopped.Cancel();
    }

    /// <summary>Free text may hold anything, so what follows its first words is no option.</summary>
    private static string[] Marked(UserAction action, string[] words) =>
        action.WordsBeforeText >= 0 && words.Length > action.WordsBeforeText
            ? [.. words[..action.WordsBeforeText], "--", .. words[action.WordsBeforeText..]]
            : words;

    private void Answer(Job job, QuestionView question, string answer)
    {
        JobMessage? message = (question.Kind, answer.ToLowerInvariant()) switch
        {
            (QuestionKind.Review, "" or "c") => new JobMessage.Reply(question.Number, Core.Journals.Answer.Once),
            (QuestionKind.Review, "b") => new JobMessage.ChangeMode(Mode.Background),
            (QuestionKind.Review, "x") => new JobMessage.Cancel(),
            (QuestionKind.Approval, "y") => new JobMessage.Reply(question.Number, Core.Journals.Answer.Once),
            (QuestionKind.Approval, "a") => new JobMessage.Reply(question.Number, Core.Journals.Answer.Always),
            (QuestionKind.Approval, "n") => new JobMessage.Reply(question.Number, Core.Journals.Answer.No),
            _ => null,
        };
        if (message is null)
        {
            notices.Ask(question);
            return;
        }
        if (message is JobMessage.ChangeMode)
        {
            state.Release(job.Id);
            terminal.Above($"{job.Id} goes on in the background");
        }
        job.Send(message);
    }

    private async Task StartAsync(string task, CancellationToken stop)
    {
        var mode = session.Mode;
        var running = session.Scheduler.Active.Count(static job => job.View.Status != JobStatus.Pending);
        var job = await session.StartAsync(task, mode, stop);
        var position = session.Scheduler.Position(job.Id);
        var isQueued = running >= session.Settings.Jobs.MaxConcurrent && position > 0;
        if (mode == Mode.Interactive)
        {
            state.Foreground = job;
            terminal.Above(InteractiveView.Start(style) + EmptyLine);
        }
        if (isQueued)
        {
            terminal.Above(Pedro.Queued(job.View, running, session.Settings.Jobs.MaxConcurrent, position, style));
        }
        else if (mode == Mode.Background)
        {
            terminal.Above(Pedro.Started(job.View, style) + EmptyLine);
        }
        notices.Follow(job);
    }

    private async Task RunCommandAsync(string command, CancellationToken stop)
    {
        using var process = Process.Start(
            new ProcessStartInfo("/bin/sh", ["-c", command.Trim()])
            {
                UseShellExecute = false,
                WorkingDirectory = session.Here.WorkDir,
            }
        )!;
        await process.WaitForExitAsync(stop);
    }

    private void Show(string message, string? next) =>
        terminal.Above(style.Red(message) + (next is null ? "" : $"\n   {next}"));

    private static string Jobs(int count) => count == 1 ? "1 job" : $"{count} jobs";
}
