using System.Collections.Immutable;
using System.Text.Json;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Trees.Landings;

namespace Pedrocode.Core.Agents;

/// <summary>Takes a job through the phases of its agent, from wherever its journal stands.</summary>
internal sealed class PhaseRunner(JobRun job, Agent agent)
{
    private readonly AgentLoop loop = new(job);
    private readonly JobQuestions questions = new(job);

    public async Task RunAsync(CancellationToken stop)
    {
        job.ReadMailbox();
        await InDoubt.SettleAsync(job, stop);
        var progress = PhaseProgress.Of(job.Journal.Entries);
        if (!progress.IsOpened)
        {
            job.Stage(new ConversationOpened(SystemPrompt.Of(agent, job.Tree), job.Toolbox.Definitions));
        }
        if (progress.AwaitsReview && job.View.Mode == Mode.Interactive)
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
                            AttachedFiles.WithTask(job),
                            handedOn,
                            await PhaseFacts.OfAsync(phase, job, stop)
                        )
                    )
                );
            }
            var finish = await loop.RunAsync(phase, progress.IsWithin(number) ? progress : PhaseProgress.Begun, stop);
            (summary, handedOn) = (finish.Summary, finish.Result);
            await job.SaveTreeAsync(stop);
            job.Append(new PhaseEnded(phase.Name, finish.Summary, finish.Result, finish.Rounds));
            if (job.View.Mode == Mode.Interactive && number < agent.Phases.Length)
            {
                await questions.AskReviewAsync(phase.Name, stop);
            }
        }
        await new LandingAtEnd(job, questions).RunAsync(stop);
        job.Append(new JobCompleted(summary));
    }
}
