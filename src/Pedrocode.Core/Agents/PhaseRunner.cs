using System.Text.Json;
using Pedrocode.Core.Checks;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Trees.Landings;

namespace Pedrocode.Core.Agents;

/// <summary>Takes a job through the phases of its agent, from wherever its journal stands.</summary>
internal sealed class PhaseRunner(JobRun job, Agent agent)
{
    private readonly AgentLoop loop = new(job);
    private readonly JobQuestions questions = new(job);
    private readonly JobChecks checks = new(job);

    public async Task RunAsync(CancellationToken stop)
    {
        job.ReadMailbox();
        await checks.RecoverAsync(stop);
        await new InDoubt(job, agent).SettleAsync(stop);
        var progress = PhaseProgress.Of(job.Journal.Entries);
        if (!progress.IsOpened)
        {
            job.Stage(
                new ConversationOpened(
                    SystemPrompt.Of(agent, job.Tree, job.TrustedProject(), job.Facts.Edits),
                    job.Toolbox.Definitions
                )
            );
            if (job.Facts.WhyDescribed is { } why)
            {
                job.Stage(new ToolsDescribed(why));
            }
            if (agent.MayChange)
            {
                job.Stage(checks.Choose());
            }
        }
        while (true)
        {
            if (progress.AwaitsReview && (IsReviewed || IsAskedNow))
            {
                await questions.AskReviewAsync(agent.Phases[progress.Finished - 1].Name, progress.Finished, stop);
                progress = PhaseProgress.Of(job.Journal.Entries);
            }
            if (progress.Finished == agent.Phases.Length)
            {
                break;
            }
            await RunAsync(progress, stop);
            progress = PhaseProgress.Of(job.Journal.Entries) with
            {
                AwaitsReview = progress.Finished + 1 < agent.Phases.Length,
            };
        }
        var output = agent.Report is { } title
            ? ReportFile.Write(job.State, job.View, title, progress.LastSummary, progress.HandedOn)
            : Delivered(progress);
        await new LandingAtEnd(job, questions, checks).RunAsync(progress.CommitMessage, stop);
        // Words that came with the last of the work are in the journal; whoever comes later is told that it is over.
        job.Mailbox.Close();
        job.ReadMailbox();
        job.Append(new JobCompleted(output));
    }

    /// <summary>The summary, and the commit message where the last phase handed on one.</summary>
    private static string Delivered(PhaseProgress progress) =>
        progress.HandedOnMessage is { } text
            ? $"{progress.LastSummary}\n\nCommit message:\n{text}"
            : progress.LastSummary;

    /// <summary>The phase that is due, from wherever it stands to its end.</summary>
    private async Task RunAsync(PhaseProgress progress, CancellationToken stop)
    {
        var number = progress.Finished + 1;
        var phase = agent.Phases[number - 1];
        if (progress.Reopened is not null)
        {
            job.Append([.. await job.Isolated!.BeginAnewAsync(stop)]);
            progress = PhaseProgress.Of(job.Journal.Entries);
        }
        else if (progress.Rewound is not null && progress.Rebased is null)
        {
            job.Flush();
            await job.PutTreeBackAsync(stop);
        }
        if (!progress.IsWithin(number))
        {
            var facts = await PhaseFacts.OfAsync(phase, job, stop);
            if (progress.Rebased is not null)
            {
                facts += AttachedFiles.Changed(job);
            }
            var message = PhaseMessage.Of(
                agent,
                number,
                progress.Rebased is null ? AttachedFiles.WithTask(job) : job.View.Task,
                progress.HandedOn,
                facts,
                progress.Rewound,
                progress.Rebased,
                progress.Against
            );
            job.Stage(new PhaseStarted(phase.Name, number, agent.Phases.Length, message));
        }
        var finish = await FinishAsync(phase, progress.IsWithin(number) ? progress : PhaseProgress.Begun, stop);
        await job.SaveTreeAsync(stop);
        job.Append(new PhaseEnded(phase.Name, finish.Summary, finish.Result, finish.Rounds));
    }

    /// <summary>Its review was asked for when it was left: where somebody is there it is still theirs to give, whatever mode it goes on in.</summary>
    private bool IsAskedNow => job.OnAsk == OnAsk.Wait && job.View.Question is { Kind: QuestionKind.Review };

    private bool IsReviewed => job.View.Mode == Mode.Interactive || job.ReviewsPhases;

    /// <summary>An accepted finish, and where the phase is one that is checked, checks that did not send it back.</summary>
    private async Task<PhaseFinish> FinishAsync(Phase phase, PhaseProgress from, CancellationToken stop)
    {
        while (true)
        {
            var finish = await loop.RunAsync(phase, from, stop);
            if (phase.MayChange && ConflictsLeft.In(job) is { } left)
            {
                job.Append(new Nudged(left));
                from = PhaseProgress.Of(job.Journal.Entries);
                continue;
            }
            if (!agent.IsChecked(phase))
            {
                return finish;
            }
            switch (await checks.JudgeAsync(stop))
            {
                case { Message: not null }:
                    from = PhaseProgress.Of(job.Journal.Entries);
                    break;
                case { Verification: { Kind: Verified.Failed } verification }:
                    throw new JobFailure($"{verification}\n{checks.LastFailure}");
                default:
                    return finish;
            }
        }
    }
}
