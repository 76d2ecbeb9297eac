using Pedrocode.Cli.Terminals;
using Pedrocode.Cli.Views;
using Pedrocode.Core;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;

namespace Pedrocode.Cli.Repl;

/// <summary>What stands at the prompt now: a question of the job in front, a line that is wanted, or the next task.</summary>
internal sealed class Questions(Session session, Terminal terminal, ReplState state, PhaseMenu menu, Style style)
{
    /// <summary>To a line that is typed where one answer is waited for.</summary>
    public const string NoAnswer = "That is no answer to this; a task is typed after it.";

    private readonly Completing completing = new(session);

    /// <summary>The prompt as it should stand now.</summary>
    public Prompt Prompt =>
        (state.Wanted, state.Asked) switch
        {
            ({ } wanted, _) => new Prompt(wanted.Prompt) { Remembered = false, About = wanted },
            (_, { } asked) => new Prompt(PromptOf(state.InFront!))
            {
                Remembered = false,
                Keys = Keys,
                About = asked,
                Complete = completing.OfferAsync,
            },
            _ => new Prompt(
                state.Attached is { } attached ? $"{attached.Id}> " : $"pedro:{session.Agent}{ActiveJobs()}> "
            )
            {
                Keys = Keys,
                Complete = completing.OfferAsync,
            },
        };

    /// <summary>Shows the question that stands at the prompt.</summary>
    public void Ask(JobView job) =>
        terminal.Above(
            job.Question is { Kind: QuestionKind.Approval } question
                ? WordWrap.Lines(Approval(question), terminal.Width, "      ")
                : InteractiveView.Menu(menu.Of(job), style with { Width = terminal.Width })
        );

    private string Keys =>
        state.Attached is not null ? "b\e"
        : state.Front is not null ? "b"
        : "";

    private string ActiveJobs() =>
        session.Scheduler.Active.Count() switch
        {
            0 => "",
            var count => $" [{Plural.Of(count, "job")}]",
        };

    private string PromptOf(JobView job) =>
        job.Question is { Kind: QuestionKind.Approval }
            ? InteractiveView.ApprovalPrompt
            : InteractiveView.MenuPrompt(menu.Of(job));

    private string Approval(QuestionView question) => $"{style.Mark("✋", "?")} {QuestionText.InFull(question)}";
}
