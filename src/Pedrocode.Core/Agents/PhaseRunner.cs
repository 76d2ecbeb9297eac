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
        var progress = PhaseProgress.Of(job.Journal.Entries);
        if (!progress.IsOpened)
        {
            job.Stage(new ConversationOpened(SystemPrompt.Of(agent, job.Tree), job.Toolbox.Definitions));
        }
        await InDoubt.SettleAsync(job, stop);
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
                            job.View.Task,
                            handedOn,
                            await PhaseFacts.OfAsync(phase, job, stop)
                        )
                    )
                );
            }
            var finish = await loop.RunAsync(phase, progress.IsWithin(number) ? progress.Rounds : 0, stop);
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

/// <summary>How far a job's phases have come: a fold of its journal.</summary>
/// <param name="Finished">How many phases have ended.</param>
/// <param name="Open">The number of the phase that was begun and not ended; 0 where there is none.</param>
/// <param name="Rounds">Rounds of the open phase that got a reply.</param>
/// <param name="HandedOn">The result of the last phase that ended.</param>
/// <param name="AwaitsReview">The last phase that ended was asked about, and nobody answered.</param>
internal sealed record PhaseProgress(
    bool IsOpened,
    int Finished,
    int Open,
    int Rounds,
    string LastSummary,
    JsonElement? HandedOn,
    bool AwaitsReview
)
{
    public bool IsWithin(int number) => Open == number;

    public static PhaseProgress Of(ImmutableArray<JournalEntry> entries) =>
        entries.Aggregate(
            new PhaseProgress(IsOpened: false, 0, 0, 0, "", HandedOn: null, AwaitsReview: false),
            static (progress, entry) =>
                entry.Event switch
                {
                    ConversationOpened => progress with { IsOpened = true },
                    PhaseStarted phase => progress with { Open = phase.Number, Rounds = 0 },
                    ReviewAsked => progress with { AwaitsReview = true },
                    ReviewAnswered => progress with { AwaitsReview = false },
                    ModelReplied => progress with { Rounds = progress.Rounds + 1 },
                    PhaseEnded ended => progress with
                    {
                        Finished = progress.Finished + 1,
                        Open = 0,
                        LastSummary = ended.Summary,
                        HandedOn = ended.Result,
                    },
                    _ => progress,
                }
        );
}
