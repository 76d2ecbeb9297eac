using System.Collections.Immutable;
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
        await InDoubt.SettleAsync(job, stop);
        var progress = PhaseProgress.Of(job.Journal.Entries);
        if (!progress.IsOpened)
        {
            job.Stage(
                new ConversationOpened(SystemPrompt.Of(agent, job.Tree, job.TrustsProject), job.Toolbox.Definitions)
            );
            if (agent.MayChange)
            {
                job.Stage(checks.Choose());
            }
        }
        if (progress.AwaitsReview && IsReviewed)
        {
            await questions.AskReviewAsync(agent.Phases[progress.Finished - 1].Name, stop);
        }
        var summary = progress.LastSummary;
        var handedOn = progress.HandedOn;
        for (var number = progress.Finished + 1; number <= agent.Phases.Length; number++)
        {
            var phase = agent.Phases[number - 1];
            if (!progress.IsWithin(number))
            {
                job.Stage(
                    new PhaseStarted(
                        phase.Name,
                        number,
                        agent.Phases.Length,
                        PhaseMessage.Of(
                            agent,
                            number,
                            job.View.Task,
                            handedOn,
                            await PhaseFacts.OfAsync(phase, job, stop)
                        )
                    )
                );
            }
            var finish = await FinishAsync(phase, progress.IsWithin(number) ? progress : PhaseProgress.Begun, stop);
            (summary, handedOn) = (finish.Summary, finish.Result);
            await job.SaveTreeAsync(stop);
            job.Append(new PhaseEnded(phase.Name, finish.Summary, finish.Result, finish.Rounds));
            if (IsReviewed && number < agent.Phases.Length)
            {
                await questions.AskReviewAsync(phase.Name, stop);
            }
        }
        if (agent.Report is { } title)
        {
            summary = ReportFile.Write(job.State, job.View, title, summary, handedOn);
        }
        await new LandingAtEnd(job, questions).RunAsync(stop);
        job.Append(new JobCompleted(summary));
    }

    private bool IsReviewed => job.View.Mode == Mode.Interactive || job.ReviewsPhases;

    /// <summary>An accepted finish, and where the phase is one that is checked, checks that did not send it back.</summary>
    private async Task<PhaseFinish> FinishAsync(Phase phase, PhaseProgress from, CancellationToken stop)
    {
        while (true)
        {
            var finish = await loop.RunAsync(phase, from, stop);
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
