using System.Diagnostics;
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
    private readonly Session session;
    private readonly Terminal terminal;
    private readonly ReplState state;
    private readonly Style style;
    private readonly Questions questions;
    private readonly Followers followers = new();
    private readonly Notices notices;
    private readonly Answering answering;
    private readonly Attaching attaching;
    private readonly Starting starting;
    private readonly Leaving leaving;
    private readonly CancellationTokenSource watchedToTheEnd = new();
    private readonly TaskCompletionSource answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string? watched;
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
        var live = new LiveLine(session, terminal, style);
        var menu = new PhaseMenu(session, state);
        questions = new Questions(session, terminal, state, menu, style);
        notices = new Notices(session, terminal, state, questions, followers, live, style);
        answering = new Answering(session, state, terminal, menu, questions);
        attaching = new Attaching(session, terminal, state, questions, live, style);
        starting = new Starting(session, terminal, state, notices, style);
        leaving = new Leaving(session, terminal, state, questions, notices, followers);
        var action = new TypedAction(session, terminal, state, style);
        state.Attach = name => followers.Keep(attaching.Attach(name));
        state.Start = task => starting.RunAsync(task, stopping);
        state.Act = text => action.RunAsync(text, stopping);
        state.RunOutside = words => terminal.RunOutsideAsync(() => RunAsync(words, stopping));
        state.AskAgain = AskAgain;
        state.Follow = notices.Follow;
        state.TypedLines = () => terminal.History.Lines;
        state.ClearScreen = terminal.Clear;
    }

    /// <summary>Whether the first lines are said.</summary>
    public bool Greets { get; init; } = true;

    /// <summary>It ended because the folder's settings are trusted now: who began it is to read them and begin another.</summary>
    public bool SettingsChanged { get; private set; }

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
                var trust = new TrustCheck(session, terminal, state);
                await trust.RunAsync(line => TakeAsync(line, stop), ending.Token);
                if (trust.SettingsCount)
                {
                    SettingsChanged = true;
                    answered.TrySetCanceled(CancellationToken.None);
                    return ExitCodes.Complete;
                }
            }
            if (watched is null && !state.Leaving)
            {
                await new StartCheck(session, terminal, state, style).RunAsync(
                    line => TakeAsync(line, stop),
                    ending.Token
                );
            }
            answered.TrySetResult();
            await ReadAsync(ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // A signal, or the end of the one job that was watched: leave as /quit does.
        }
        answered.TrySetResult();
        await leaving.LeaveAsync();
        return stop.IsCancellationRequested ? Signals.ExitCode : ExitCodes.Complete;
    }

    private void Begin()
    {
        if (watched is not null)
        {
            state.AttachedEnded = watchedToTheEnd.Cancel;
            state.Attach(watched);
            return;
        }
        session.Models.Look();
        followers.Keep(new Greeting(session, terminal, state, style, answered.Task).SayAsync(withHead: Greets));
    }

    private async Task ReadAsync(CancellationToken stop)
    {
        while (!state.Leaving)
        {
            var typed = await terminal.ReadAsync(questions.Prompt, stop);
            if (typed is not Typed.Interrupt { Abandoned: "" })
            {
                leaving.Typed();
            }
            switch (typed)
            {
                case Typed.Line line:
                    await TakeAsync(line, stop);
                    break;
                case Typed.Key('b') when state.InFront is { } job:
                    await answering.ToBackgroundAsync(job);
                    break;
                case Typed.Interrupt { Abandoned: "" }
                or Typed.EndOfInput
                or Typed.Key('\e') when state.Attached is not null:
                    LeaveAttached();
                    break;
                case Typed.Interrupt { Abandoned: "" }:
                    leaving.Interrupt();
                    break;
                case Typed.EndOfInput:
                    await leaving.EndOfInputAsync(stop);
                    return;
                default:
                    break;
            }
        }
    }

    private void LeaveAttached()
    {
        attaching.Leave();
        state.Leaving = watched is not null;
    }

    private async Task TakeAsync(Typed.Line typed, CancellationToken stop)
    {
        var line = typed.Text.Trim();
        try
        {
            switch (line)
            {
                case ['/', .. var action]:
                    await state.Act(action);
                    AskAgain();
                    break;
                case ['!', .. var command]:
                    await state.RunOutside(["/bin/sh", "-c", command.Trim()]);
                    AskAgain();
                    break;
                case var _ when state.Wanted is { } wanted && wanted.Equals(typed.About):
                    state.Wanted = null;
                    await Stoppable.RunAsync(terminal, stopping => wanted.Take(line, stopping), stop);
                    break;
                case "q" when state.Attached is not null:
                    LeaveAttached();
                    break;
                case "v" when state.Attached is not null:
                    attaching.ChangeDetail();
                    break;
                case var _ when state.Asked is { } asked:
                    await answering.TakeAsync(asked, typed);
                    break;
                case "":
                    break;
                case "b" when state.Front is { } front && state.Attached is null:
                    await answering.ToBackgroundAsync(front.Job.View);
                    break;
                case [var key] when Answering.IsKey(key):
                    throw new UserError($"'{key}' answers a question, and none stands here");
                case var _ when state.InFront is { } running:
                    answering.Steer(running.Id, line);
                    break;
                default:
                    await starting.RunAsync(session.Task(line), stop);
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
            Show(e.Message, e.Next);
        }
        catch (Exception e) when (DiskRefusal.Of(e) is { } refusal)
        {
            Show($"could not be saved: {refusal}", DiskRefusal.NextFor(e));
        }
        terminal.SetPrompt(questions.Prompt);
    }

    /// <summary>After an action or a command the question that stood there comes back.</summary>
    private void AskAgain()
    {
        if (state.Asked is not null && state.Wanted is null && !state.Leaving)
        {
            questions.Ask(state.InFront!);
        }
    }

    private async Task RunAsync(string[] words, CancellationToken stop)
    {
        using var process = Process.Start(
            new ProcessStartInfo(words[0], words[1..])
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
}
