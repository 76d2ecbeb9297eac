using Pedrocode.Cli.Terminals;
using Pedrocode.Cli.Views;

namespace Pedrocode.Cli.Repl;

/// <summary>Coming to watch one job in full, and leaving it.</summary>
internal sealed class Attaching(
    Session session,
    Terminal terminal,
    ReplState state,
    Questions questions,
    LiveLine live,
    Style style
)
{
    /// <summary>Watches a job in full, until it ends or is left. Throws <see cref="Core.UserError"/>.</summary>
    public Task Attach(string name)
    {
        state.Attached?.Leave();
        var attached = new Attachment(session, terminal, live, style, name);
        state.Attached = attached;
        return WatchAsync(attached);
    }

    /// <summary>The job that was watched goes on without being watched.</summary>
    public void Leave()
    {
        if (state.Attached is { } attached)
        {
            state.Attached = null;
            attached.Leave();
            terminal.Above(
                style.Dim($"left {attached.Id}, which goes on; {style.Action($"attach {attached.Id}")} comes back")
            );
            if (state.Front is { } stays)
            {
                live.Show(stays.Job, stays.Pulse);
            }
            if (state.Asked is not null)
            {
                questions.Ask(state.InFront!);
            }
            terminal.SetPrompt(questions.Prompt);
        }
    }

    /// <summary>One level of detail more, or as it was.</summary>
    public void ChangeDetail()
    {
        if (state.Attached is { } attached)
        {
            attached.More = !attached.More;
            terminal.Above(style.Dim(attached.More ? "more: thoughts, and what each call came to" : "less"));
        }
    }

    private async Task WatchAsync(Attachment attached)
    {
        using var ending = attached;
        var ended = await attached.RunAsync(
            asked: view =>
            {
                if (state.Attached == attached)
                {
                    questions.Ask(view);
                }
            },
            changed: () => terminal.SetPrompt(questions.Prompt)
        );
        if (ended && state.Attached == attached)
        {
            state.Attached = null;
            state.AttachedEnded();
            if (state.Asked is not null)
            {
                questions.Ask(state.InFront!);
            }
        }
        terminal.SetPrompt(questions.Prompt);
    }
}
