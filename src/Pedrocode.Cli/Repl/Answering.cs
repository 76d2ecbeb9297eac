using Pedrocode.Cli.Actions;
using Pedrocode.Cli.Terminals;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;

namespace Pedrocode.Cli.Repl;

/// <summary>What a line typed at a question comes to.</summary>
internal sealed class Answering(
    Session session,
    ReplState state,
    Terminal terminal,
    PhaseMenu menu,
    Questions questions
)
{
    /// <summary>A line that is neither action nor command, while a question stands at the prompt.</summary>
    public async Task TakeAsync(Asking asked, Typed.Line typed)
    {
        var job = state.InFront!;
        var line = typed.Text.Trim();
        if (asked.Equals(typed.About))
        {
            if (!await AnswerAsync(job, line))
            {
                terminal.Above($"'{Core.Tools.VisibleText.CleanLine(line)}' is no answer to this");
                questions.Ask(job);
            }
            return;
        }
        // Begun before the question was there: it cannot be meant for it.
        if (line.Length == 0)
        {
            return;
        }
        if (typed.About is Asking)
        {
            terminal.Above($"'{line}' was meant for a question that is answered already");
        }
        else if (job.Status.IsEnded())
        {
            terminal.Above($"not sent: {job.Id} has stopped");
        }
        else
        {
            Steer(job.Id, line);
        }
        questions.Ask(job);
    }

    /// <summary>Whether menus and questions take this letter: alone on a line it is never a task, nor words for a job.</summary>
    public static bool IsKey(char letter) => "abcdknrvxy".Contains(char.ToLowerInvariant(letter));

    /// <summary>Words for a running job; it reads them before its next round.</summary>
    public void Steer(JobId job, string words)
    {
        var view = session.Scheduler.Send(job.ToString(), new JobMessage.Steer(words));
        terminal.Above(Kept.Or($"sent to {job}", view));
    }

    /// <summary>Ctrl+B, or b while a phase runs.</summary>
    public async Task ToBackgroundAsync(JobView job)
    {
        await menu.Of(job).First(static choice => choice.Key == 'b').Take(job);
        terminal.Above($"{job.Id} goes on in the background");
    }

    private async Task<bool> AnswerAsync(JobView job, string line) =>
        job.Question is { Kind: QuestionKind.Approval } question
            ? Approve(job, question, line)
            : await ChooseAsync(job, line);

    private async Task<bool> ChooseAsync(JobView job, string line)
    {
        var choices = menu.Of(job);
        var chosen =
            line.Length == 0 ? choices[0]
            : line.Length == 1 ? choices.FirstOrDefault(choice => choice.Key == char.ToLowerInvariant(line[0]))
            : null;
        switch (chosen)
        {
            case null:
                return false;
            case { Key: 'b' }:
                await ToBackgroundAsync(job);
                return true;
            default:
                await chosen.Take(job);
                return true;
        }
    }

    private bool Approve(JobView job, QuestionView question, string line)
    {
        var words = line.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Answer? answer = words switch
        {
            [var word] when Is(word, "yes") => Core.Journals.Answer.Once,
            [var word] when Is(word, "always") => Core.Journals.Answer.Always,
            [var word, ..] when Is(word, "no") => Core.Journals.Answer.No,
            _ => null,
        };
        if (answer is not { } given)
        {
            return false;
        }
        var reason = words is [_, var why] ? why : null;
        session.Scheduler.Send(job.Id.ToString(), new JobMessage.Reply(question.Number, given, reason));
        state.Answered = state.Asked;
        return true;
    }

    private static bool Is(string typed, string word) =>
        typed.Equals(word, StringComparison.OrdinalIgnoreCase)
        || typed.Equals(word[..1], StringComparison.OrdinalIgnoreCase);
}
