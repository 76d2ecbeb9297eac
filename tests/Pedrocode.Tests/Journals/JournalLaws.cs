using CsCheck;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Tests.Testing;

namespace Pedrocode.Tests.Journals;

/// <summary>What holds for any journal, and for any two that want to write one.</summary>
public sealed class JournalLaws : IDisposable
{
    private static readonly JobEvent[] Facts =
    [
        new JobStarted(1),
        new ConversationOpened("system", []),
        new PhaseStarted("work", 1, 1, "go"),
        new RoundStarted(1, 1),
        new ToolCallStarted("c", "bash", "bash(x)", null),
        new Nudged("go on"),
        new Steered("more", "r.json"),
        new ModeChanged(Mode.Interactive, null),
        new CancelRequested("c.json"),
        new JobInterrupted(JobInterruptions.Exit),
        new JobPaused("Paused"),
        new JobFailed("no"),
        new JobCancelled(),
        new JobCompleted("done"),
        new JobResumed(Rounds: 2),
        new Rewound(1, "again"),
    ];

    private readonly TempDirectory temp = new();

    [Fact]
    public void The_fold_of_any_prefix_is_legal_and_stands_where_the_transitions_say() =>
        Gen.Int[0, Facts.Length - 1]
            .Array[0, 60]
            .Sample(choices =>
            {
                var view = JobView.Empty;
                JobStatus? status = null;
                var sequence = 0;
                foreach (var fact in choices.Select(static choice => Facts[choice]).Prepend(Created()))
                {
                    if (!IsLegal(status, fact))
                    {
                        continue;
                    }
                    status = JobTransitions.Next(status, fact);
                    view = view.With(new JournalEntry(++sequence, DateTimeOffset.UnixEpoch, fact));
                    view.Status.ShouldBe(status.Value);
                    view.Sequence.ShouldBe(sequence);
                    (view.Ended is not null).ShouldBe(status.Value.IsEnded(), fact.ToString());
                }
            });

    [Fact]
    public void However_two_take_let_go_and_lose_the_lock_file_one_writes_at_a_time()
    {
        var state = StateDirectory.Open(temp.At("state"));
        Gen.Int[0, 5]
            .Array[1, 30]
            .Sample(
                steps =>
                {
                    var job = state.Claim(DateTimeOffset.UtcNow);
                    var holders = new JobOwnership?[2];
                    foreach (var step in steps)
                    {
                        switch (step)
                        {
                            case 0 or 1:
                                var taken = holders[step] is null ? JobOwnership.TryTake(job) : null;
                                (taken is null || holders[1 - step] is null).ShouldBeTrue();
                                holders[step] ??= taken;
                                break;
                            case 2 or 3:
                                holders[step - 2]?.Dispose();
                                holders[step - 2] = null;
                                break;
                            case 4:
                                File.Delete(job.Lock);
                                break;
                            default:
                                File.Delete(job.Lock);
                                File.WriteAllText(job.Lock, "");
                                break;
                        }
                        job.IsOwned.ShouldBe(Array.Exists(holders, static holder => holder is not null));
                    }
                    Array.ForEach(holders, static holder => holder?.Dispose());
                },
                iter: 100,
                threads: 1
            );
    }

    public void Dispose() => temp.Dispose();

    private static JobCreated Created() => new(new JobId(1), "quick", "t", Mode.Background, "/p", "/p", "s", "m");

    private static bool IsLegal(JobStatus? status, JobEvent fact)
    {
        try
        {
            JobTransitions.Next(status, fact);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
