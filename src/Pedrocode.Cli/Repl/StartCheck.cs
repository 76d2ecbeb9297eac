using Pedrocode.Cli.Terminals;
using Pedrocode.Cli.Views;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;

namespace Pedrocode.Cli.Repl;

/// <summary>What becomes of the jobs that earlier sessions left unfinished here: asked at the start, at a terminal.</summary>
internal sealed class StartCheck(Session session, Terminal terminal, ReplState state, Style style)
{
    /// <param name="take">Takes a line as the prompt does.</param>
    public async Task RunAsync(Func<Typed.Line, Task> take, CancellationToken stop)
    {
        var left = Unfinished.Of(session).ToList();
        if (left.Count == 0)
        {
            return;
        }
        terminal.Above(StartCheckView.Text(left, session.Here.Brief(session.State.Jobs) + "/", style));
        while (state.CanAsk && left.Count > 0)
        {
            var (options, prompt) = StartCheckView.Question(terminal.Width);
            if (options is not null)
            {
                terminal.Above(options);
            }
            var typed = await terminal.ReadAsync(new Prompt(prompt) { Remembered = false, About = this }, stop);
            switch (typed)
            {
                case Typed.Line command when command.Text.Trim() is ['/' or '!', ..]:
                    await take(command);
                    if (state.Leaving)
                    {
                        return;
                    }
                    left = [.. Unfinished.Of(session)];
                    break;
                case Typed.Line(var line) when line.Trim().ToLowerInvariant() == "v":
                    terminal.Above(Details(left));
                    break;
                case Typed.Line(var line) when line.Trim().ToLowerInvariant() == "r":
                    await take(new Typed.Line("/resume all"));
                    return;
                // Nothing is deleted by what was typed before the question was seen.
                case Typed.Line(var line) { About: StartCheck } when line.Trim().ToLowerInvariant() == "d":
                    Delete(left);
                    return;
                case Typed.Line(var line) when line.Trim().ToLowerInvariant() is "" or "k":
                    return;
                case Typed.Interrupt({ Length: 0 }):
                    return;
                case Typed.EndOfInput:
                    state.Leaving = true;
                    return;
                case Typed.Line:
                    terminal.Above(Questions.NoAnswer);
                    break;
                default:
                    break;
            }
        }
    }

    private string Details(List<JobView> left) =>
        string.Join(
            "\n\n",
            left.Select(view =>
                JobDetailView.Text(
                    session.Scheduler.View(view.Id.ToString()),
                    position: 0,
                    session.Time.GetUtcNow(),
                    style
                )
            )
        );

    private void Delete(List<JobView> left)
    {
        foreach (var view in left)
        {
            terminal.Above(
                session.State.TryFind(view.Id.ToString()) is { } job
                && JobRemoval.Remove(session.State, job, static now => now.Status != JobStatus.Complete)
                    ? $"Deleted {view.Id}{(view.HoldsUnlandedWork && view.Files.Count > 0 ? $"; its changes are kept: /apply {view.Id}" : "")}"
                    : $"{view.Id} is kept: some process runs it, or it holds work that is nowhere else"
            );
        }
    }
}
