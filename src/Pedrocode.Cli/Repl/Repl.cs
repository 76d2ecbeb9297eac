using System.Diagnostics;
using Pedrocode.Cli.Actions;
using Pedrocode.Cli.Settings;
using Pedrocode.Cli.Terminals;
using Pedrocode.Cli.Views;
using Pedrocode.Core;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Posix;

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
    private readonly LiveLine live;
    private readonly Answering answering;
    private readonly CancellationTokenSource watchedToTheEnd = new();
    private readonly string? watched;
    private bool askedToLeave;
    private CancellationToken stopping;

    /// <param name="canAsk">Whether somebody is there to answer.</param>
    /// <param name="watched">The job to attach to at once; leaving it leaves the program. Null: the whole prompt.</param>
    public Repl(Session session, Terminal terminal, bool canAsk, string? watched = null)
    {
        this.watched = watched;
        this.session = session;
        this.terminal = terminal;
        state = new ReplState(canAsk);
        style = new Style(terminal.Colour, terminal.Unicode, terminal.Width);
        live = new LiveLine(session, terminal, style);
        var menu = new PhaseMenu(session, state);
        notices = new Notices(session, terminal, state, menu, live, style);
        answering = new Answering(session, state, terminal, menu, notices);
        state.Attach = notices.Attach;
        state.Start = task => StartAsync(task, stopping);
        state.Act = action => ActAsync(action, stopping);
        state.AskAgain = AskAgain;
        state.Follow = notices.Follow;
        state.TypedLines = () => terminal.History.Lines;
        state.ClearScreen = terminal.Clear;
    }

    /// <summary>Until the user leaves or <paramref name="stop"/> is cancelled by a signal.</summary>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        if (!state.CanAsk)
        {
            session.Mode = Mode.Background;
        }
        Begin();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop, watchedToTheEnd.Token);
        stopping = ending.Token;
        session.Scheduler.Recover();
        try
        {
            if (watched is null)
            {
                await new TrustCheck(session, terminal, state).RunAsync(line => TakeAsync(line, stop), ending.Token);
            }
            if (watched is null && !state.Leaving)
            {
                await new StartCheck(session, terminal, state, style).RunAsync(
                    line => TakeAsync(line, stop),
                    ending.Token
                );
            }
            await ReadAsync(ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // A signal, or the end of the one job that was watched: leave as /quit does.
        }
        await LeaveAsync();
        return stop.IsCancellationRequested ? Signals.ExitCode : ExitCodes.Complete;
    }

    private void Begin()
    {
        if (watched is not null)
        {
            state.AttachedEnded = watchedToTheEnd.Cancel;
            notices.Attach(watched);
            return;
        }
        session.Models.Look();
        notices.Greet();
    }

    private async Task ReadAsync(CancellationToken stop)
    {
        while (!state.Leaving)
        {
            var typed = await terminal.ReadAsync(notices.Prompt, stop);
            askedToLeave &= typed is Typed.Interrupt { Abandoned: "" };
            switch (typed)
            {
                case Typed.Line line:
                    await TakeAsync(line, stop);
                    break;
                case Typed.Key('b') when state.InFront is { } job:
                    await answering.ToBackgroundAsync(job);
                    break;
                case Typed.Interrupt { Abandoned: "" }:
                    Interrupt();
                    break;
                case Typed.Key('\e'):
                case Typed.EndOfInput when state.Attached is not null:
                    LeaveAttached();
                    break;
                case Typed.EndOfInput:
                    await EndOfInputAsync(stop);
                    return;
                default:
                    break;
            }
        }
    }

    /// <summary>Ctrl+C on an empty line: it stops the nearest thing that runs, and leaves when asked twice.</summary>
    private void Interrupt()
    {
        if (state.Attached is not null)
        {
            LeaveAttached();
            return;
        }
        if (state.Wanted is not null)
        {
            state.Wanted = null;
            if (state.InFront is { } asked)
            {
                notices.Ask(asked);
            }
            return;
        }
        if (state.Front is { IsStopped: false } front && front.Job.View.Question is not { Kind: QuestionKind.Review })
        {
            front.Job.Send(new JobMessage.Pause());
            return;
        }
        var active = session.Scheduler.Active.Count();
        if (askedToLeave || (active == 0 && !state.IsStopped))
        {
            state.Leaving = true;
            return;
        }
        askedToLeave = true;
        terminal.Above(
            active == 0
                ? $"{state.InFront!.Id} is kept. Ctrl+C again leaves (it can be resumed)"
                : $"{Jobs(active)} running. Ctrl+C again leaves ({(active == 1 ? "it" : "they")} can be resumed)"
        );
    }

    private void LeaveAttached()
    {
        notices.LeaveAttached();
        state.Leaving = watched is not null;
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
        state.Attached?.Leave();
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

    private async Task TakeAsync(Typed.Line typed, CancellationToken stop)
    {
        var line = typed.Text.Trim();
        try
        {
            switch (line)
            {
                case ['/', .. var action]:
                    await ActAsync(action, stop);
                    AskAgain();
                    break;
                case ['!', .. var command]:
                    await terminal.RunOutsideAsync(() => RunCommandAsync(command, stop));
                    AskAgain();
                    break;
                case var _ when state.Wanted is { } wanted && wanted.Equals(typed.About):
                    state.Wanted = null;
                    await StoppableAsync(stopping => wanted.Take(line, stopping), stop);
                    break;
                case "q" or "v" when state.Attached is { } attached:
                    SetDetail(attached, line);
                    break;
                case var _ when state.Asked is { } asked:
                    await answering.TakeAsync(asked, typed);
                    break;
                case "":
                    break;
                case "b" when state.Front is { } front && state.Attached is null:
                    await answering.ToBackgroundAsync(front.Job.View);
                    break;
                case var _ when state.InFront is { } running:
                    answering.Steer(running.Id, line);
                    break;
                default:
                    await StartAsync(session.Task(line), stop);
                    break;
            }
        }
        catch (UserError e)
        {
            Show(e.Message, e.Next);
            AskAgain();
        }
        catch (StateNotSavedException e)
        {
            Show(e.Message, next: null);
        }
        catch (Exception e) when (DiskRefusal.Of(e) is { } refusal)
        {
            Show($"could not be saved: {refusal}", next: null);
        }
        terminal.SetPrompt(notices.Prompt);
    }

    /// <summary>After an action or a command the question that stood there comes back.</summary>
    private void AskAgain()
    {
        if (state.Asked is not null && state.Wanted is null && !state.Leaving)
        {
            notices.Ask(state.InFront!);
        }
    }

    private void SetDetail(Attachment attached, string word)
    {
        if (word == "q")
        {
            LeaveAttached();
            return;
        }
        attached.More = !attached.More;
        terminal.Above(style.Dim(attached.More ? "more: thoughts, and what each call came to" : "less"));
    }

    private async Task ActAsync(string text, CancellationToken stop)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
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
        words = pipe?.Action.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? words;
        var parsed = action.Command.Parse(Marked(action, words[1..]));
        if (parsed.Errors.Count > 0)
        {
            throw new UserError(
                Core.Tools.VisibleText.CleanLine(parsed.Errors[0].Message),
                $"usage: /{action.Name} {action.Usage}".TrimEnd()
            );
        }
        var printed = new System.Text.StringBuilder();
        var shown = style with { Width = terminal.Width };
        var call = pipe is null
            ? new ActionCall(session, parsed, terminal.Above, shown)
            : new ActionCall(session, parsed, lines => printed.Append(lines).Append('\n'), pipe.StyleOf(shown));
        await StoppableAsync(
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

    /// <summary>Ctrl+C ends what is done here, and nothing else.</summary>
    private async Task StoppableAsync(Func<CancellationToken, Task> work, CancellationToken stop)
    {
        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(stop);
        terminal.Interrupted += Stop;
        try
        {
            await work(stopped.Token);
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

    private async Task StartAsync(NewTask task, CancellationToken stop)
    {
        var mode = state.CanAsk ? task.Mode : Mode.Background;
        var running = session.Scheduler.Active.Count(static job => job.View.Status != JobStatus.Pending);
        var job = await session.StartAsync(task with { Mode = mode }, stop);
        state.LastTask = task;
        var position = session.Scheduler.Position(job.Id);
        var isQueued = running >= session.Settings.Jobs.MaxConcurrent && position > 0;
        if (mode == Mode.Interactive)
        {
            state.Front = new Front(job, session.Time.GetTimestamp());
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
        if (process.ExitCode != 0)
        {
            terminal.Above(style.Dim($"exit code {process.ExitCode}"));
        }
    }

    private void Show(string message, string? next) =>
        notices.Say(style.Red(message) + (next is null ? "" : $"\n   {next}"));

    private static string Jobs(int count) => count == 1 ? "1 job" : $"{count} jobs";
}
