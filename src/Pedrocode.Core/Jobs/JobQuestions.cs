using Pedrocode.Core.Journals;
using Pedrocode.Core.Permissions;

namespace Pedrocode.Core.Jobs;

/// <summary>Asks the user and waits; meanwhile the job gives its turn to another.</summary>
internal sealed class JobQuestions(JobRun job)
{
    public async Task<JobMessage.Reply> AskApprovalAsync(
        string callId,
        string tool,
        Verdict.Asks ask,
        CancellationToken stop
    )
    {
        var number = Number(QuestionKind.Approval, ask.Subject);
        job.Append(
            new ApprovalAsked(number, callId, tool, ask.Subject, ask.Why)
            {
                Rule = ask.Rule,
                Directory = job.Tree.ProjectWorkDir,
            }
        );
        var reply = await AnswerAsync(number, stop);
        job.Append(new ApprovalAnswered(number, reply.Answer, reply.Reason, reply.Request));
        await ReturnAsync(reply, stop);
        return reply;
    }

    /// <summary>Whether the result may come into the user's files.</summary>
    /// <param name="what"><c>3 files (+84 −12)</c></param>
    public async Task<bool> AskLandingAsync(string what, CancellationToken stop)
    {
        var number = job.View.Questions + 1;
        job.Append(new ApprovalAsked(number, "", ApprovalAsked.Landing, $"apply {what}", "jobs.apply is ask"));
        var reply = await AnswerAsync(number, stop);
        job.Append(new ApprovalAnswered(number, reply.Answer, reply.Reason, reply.Request));
        await ReturnAsync(reply, stop);
        return reply.Answer != Answer.No;
    }

    /// <summary>Returns when the user has looked: <see cref="Answer.No"/> asks for the phase again, its reason being what is said to it.</summary>
    /// <param name="phase">The phase that ended.</param>
    /// <param name="phaseNumber">Its number, where a no leads back to.</param>
    /// <param name="stop">Ends the waiting.</param>
    public async Task AskReviewAsync(string phase, int phaseNumber, CancellationToken stop)
    {
        var number = Number(QuestionKind.Review, phase);
        job.Append(new ReviewAsked(number, phase));
        var reply = await AnswerAsync(number, stop);
        var answered = new ReviewAnswered(number, reply.Request);
        job.Append(reply.Answer == Answer.No ? [answered, new Rewound(phaseNumber, reply.Reason)] : [answered]);
        await ReturnAsync(reply, stop);
    }

    /// <summary>Whether it is a question for the user, not one that is answered for him: what once stood on disk is his.</summary>
    public bool MayAsk(Verdict.Asks ask) => job.OnAsk != OnAsk.Deny || IsAsked(QuestionKind.Approval, ask.Subject);

    /// <summary>Whether the user said yes to this very call before it was cut short.</summary>
    public bool IsApproved(string callId, Verdict.Asks ask)
    {
        var facts = job.Journal.Entries.Select(static entry => entry.Event);
        return facts
            .OfType<ApprovalAsked>()
            .Where(asked => asked.CallId == callId && asked.Subject == ask.Subject && asked.Why == ask.Why)
            .Any(asked =>
                facts
                    .OfType<ApprovalAnswered>()
                    .Any(answer => answer.Number == asked.Number && answer.Answer != Answer.No)
            );
    }

    // A question that waited when the job was interrupted keeps its number: the answer may have been given meanwhile.
    private int Number(QuestionKind kind, string subject) =>
        IsAsked(kind, subject) ? job.View.Question!.Number : job.View.Questions + 1;

    private bool IsAsked(QuestionKind kind, string subject) =>
        job.View.Question is { } asked && asked.Kind == kind && asked.Subject == subject;

    private Task<JobMessage.Reply> AnswerAsync(int number, CancellationToken stop)
    {
        if (job.EarlyReply(number) is { } given)
        {
            return Task.FromResult(given);
        }
        if (job.OnAsk != OnAsk.Wait && job.View.Question?.Kind == QuestionKind.Approval)
        {
            throw new JobPauseException($"Paused: waits for your answer to question {number}") { Asks = true };
        }
        job.Turn.Give();
        return job.Clock.WaitAsync(async () =>
        {
            while (true)
            {
                var message = await job.Mailbox.TakeAsync(stop);
                if (message is JobMessage.Reply reply && (reply.Number ?? number) == number)
                {
                    return reply;
                }
                job.Read(message);
                if (
                    message is JobMessage.ChangeMode { Mode: Mode.Background }
                    && job.View.Question?.Kind == QuestionKind.Review
                )
                {
                    return new JobMessage.Reply(number, Answer.Once);
                }
            }
        });
    }

    private async Task ReturnAsync(JobMessage.Reply reply, CancellationToken stop)
    {
        if (reply.Request is { } file)
        {
            Inbox.Remove(job.Directory, file);
        }
        await job.Clock.WaitAsync(async () =>
        {
            await job.Turn.TakeAsync(SlotPlace.Head, stop);
            return true;
        });
    }
}
