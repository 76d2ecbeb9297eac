using System.Collections.Immutable;
using Pedrocode.Core.Agents;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Permissions;
using Pedrocode.Core.Trees;

namespace Pedrocode.Core.Checks;

/// <summary>Runs the project's checks in a job's tree and says what they prove. What the model claims is no evidence.</summary>
internal sealed class JobChecks(JobRun job)
{
    /// <summary>In place of a call's, where a check is asked about.</summary>
    public const string CallId = "check";

    private readonly JobQuestions questions = new(job);
    private readonly CheckedFiles files = new(job);

    /// <summary>Before the first edit: which checks the project has. Later edits cannot change that.</summary>
    public ChecksChosen Choose() =>
        job.Checks.Commands is { } set
            ? new ChecksChosen([.. set.Select(static command => new Check(command))], "project.checks")
            : new ChecksChosen([.. FoundChecks.In(job.Tree.ProjectRoot, job.Tree.ProjectWorkDir)], "found");

    /// <summary>Before anything else looks at the files of a job that is gone on with.</summary>
    public Task RecoverAsync(CancellationToken stop) => files.RecoverAsync(stop);

    /// <summary>Runs the checks on the tree as it is, and appends what they prove.</summary>
    public async Task<ChecksJudged> JudgeAsync(CancellationToken stop)
    {
        var changes = await files.ChangesAsync(stop);
        var reproduced = Reproduction.CommandOf(job.Journal.Entries);
        if (changes is { Count: 0 } && reproduced is null)
        {
            return Judged(new Verification(Verified.No, Verification.Unchanged));
        }
        ImmutableArray<Check> checks = job.View.Checks;
        if (reproduced is not null && !checks.Any(check => check.Command == reproduced))
        {
            checks = checks.Add(new Check(reproduced, files.WorkDir));
        }
        if (checks.IsEmpty)
        {
            return Judged(new Verification(Verified.No, "no checks known"));
        }
        var runs = new List<CheckEnded>();
        foreach (var check in checks)
        {
            runs.Add(await RunAsync(check, CheckPlace.Result, job.Tree, stop));
        }
        // The checks may have left files of their own; those are no work of the job.
        await files.PutBackAsync(stop);
        return await JudgeAsync(runs, changes, reproduced, stop);
    }

    /// <summary>Runs what passed once more on what the landing would make of the user's files as they are now.</summary>
    public Task<MergedProof> JudgeMergedAsync(CancellationToken stop) =>
        new MergedCheck(job.State, job.Directory, job.View, job.Gate.Sandbox, job.Carry).RunAsync(
            MergedCheck.Passed(job.Journal.Entries),
            (check, tree, stopping) => RunAsync(check, CheckPlace.Merged, tree, stopping),
            stop
        );

    /// <summary>What the check that failed last printed, shortened.</summary>
    public string LastFailure =>
        job.Journal.Entries.Select(static entry => entry.Event)
            .OfType<CheckEnded>()
            .LastOrDefault(static check =>
                check is { OnBase: false, Merged: false, Outcome: CheckOutcome.Failed or CheckOutcome.TimedOut }
            )
            ?.Text
        ?? "";

    private async Task<ChecksJudged> JudgeAsync(
        List<CheckEnded> runs,
        IReadOnlyCollection<ChangedFile>? changes,
        string? reproduced,
        CancellationToken stop
    )
    {
        var before = new List<string>();
        foreach (var run in runs.Where(static run => run.Outcome is CheckOutcome.Failed or CheckOutcome.TimedOut))
        {
            if (run.Command == reproduced || !await FailedBeforeAsync(run, stop))
            {
                return Failed(run);
            }
            before.Add(run.Command);
        }
        return Judged(await ProvedAsync(runs, before, changes ?? [], stop));
    }

    /// <summary>What is proved where nothing failed that did not fail before.</summary>
    private async Task<Verification> ProvedAsync(
        List<CheckEnded> runs,
        List<string> before,
        IReadOnlyCollection<ChangedFile> changes,
        CancellationToken stop
    )
    {
        if (before.Count > 0)
        {
            return new Verification(Verified.No, $"failed before: {string.Join(", ", before)}");
        }
        if (runs.Find(static run => run.Outcome == CheckOutcome.NotRun) is { } skipped)
        {
            return new Verification(Verified.No, $"{skipped.Text}: {skipped.Command}");
        }
        if (OwnDependencies.Of(job.Tree, job.Gate.Sandbox.WhyNot(job.Tree) is null) is { } outside)
        {
            return new Verification(Verified.No, $"{outside} leads into your own files");
        }
        if (await files.ChangedDefinitionAsync(changes, runs, stop) is { } definition)
        {
            return new Verification(Verified.No, $"the job changed how checks run: {definition}");
        }
        var weakened = changes.Where(static file => file.IsTest && file.Kind != ChangeKind.Added).ToList();
        if (weakened.Count > 0 || changes.Any(static file => TestFiles.Decides(file.Path)))
        {
            foreach (var run in runs.Where(static run => run.Tests is not null))
            {
                var earlier = await OnBaseAsync(run, stop);
                if (earlier is { Tests: { } then } && run.Tests < then)
                {
                    return new Verification(
                        Verified.No,
                        $"{Plural.Of(run.Tests.Value, "test")} ran, {then} before: {run.Command}"
                    );
                }
            }
        }
        return new Verification(Verified.Yes, weakened.Count > 0 ? $"changed tests: {weakened.Count}" : null);
    }

    private ChecksJudged Failed(CheckEnded run)
    {
        var tries = job.View.CheckRetries;
        if (tries >= job.Checks.Retries)
        {
            return Judged(new Verification(Verified.Failed, run.Command));
        }
        var judged = new ChecksJudged(
            new Verification(Verified.Failed, run.Command),
            $"""
            The phase is open again ({tries
                + 1} of {job.Checks.Retries}): pedrocode ran the project's check `{run.Command}` and it failed.
            {run.Text}
            Mend the cause, not the check, and finish again.
            """
        );
        job.Append(judged);
        return judged;
    }

    private ChecksJudged Judged(Verification verification)
    {
        var judged = new ChecksJudged(verification, Message: null);
        job.Append(judged);
        return judged;
    }

    private async Task<bool> FailedBeforeAsync(CheckEnded run, CancellationToken stop) =>
        await OnBaseAsync(run, stop) is { Outcome: CheckOutcome.Failed or CheckOutcome.TimedOut } earlier
        && earlier.Outcome == run.Outcome
        && (earlier.Failures.IsEmpty == run.Failures.IsEmpty)
        && run.Failures.All(earlier.Failures.Contains);

    /// <summary>The same check on the untouched base, once a job; null where there is no base to run it on.</summary>
    private async Task<CheckEnded?> OnBaseAsync(CheckEnded run, CancellationToken stop)
    {
        var known = job
            .Journal.Entries.Select(static entry => entry.Event)
            .OfType<CheckEnded>()
            .LastOrDefault(earlier =>
                earlier.OnBase && earlier.Command == run.Command && earlier.Directory == run.Directory
            );
        if (known is not null || !files.HasBase)
        {
            return known;
        }
        CheckEnded? earlier = null;
        await files.OnBaseAsync(
            async () =>
                earlier = await RunAsync(new Check(run.Command, run.Directory), CheckPlace.Base, job.Tree, stop),
            stop
        );
        return earlier;
    }

    private async Task<CheckEnded> RunAsync(Check check, CheckPlace place, JobTree tree, CancellationToken stop)
    {
        var (onBase, merged) = (place == CheckPlace.Base, place == CheckPlace.Merged);
        var (refusal, network) = await RefusalAsync(check, stop);
        CheckEnded ended;
        if (refusal is not null)
        {
            ended = CheckRun.NotRun(check, refusal);
        }
        else
        {
            job.Append(new CheckStarted(check.Command, check.Directory, onBase) { Merged = merged });
            var context = job.ToolContext(job.ReachOf(network)) with { Tree = CheckedFiles.At(tree, check.Directory) };
            ended = await job.AttendAsync(
                stopping => CheckRun.RunAsync(check, context, job.Checks.TimeLimit, job.Time, stopping),
                stop
            );
        }
        ended = ended with { OnBase = onBase, Merged = merged };
        job.Append(ended);
        return ended;
    }

    /// <summary>Why the check may not be run, null where it may, and whether it may use the network. The rules are those of the model's commands.</summary>
    private async Task<(string? Refusal, bool Network)> RefusalAsync(Check check, CancellationToken stop)
    {
        var bash = job.Toolbox.Find("bash");
        switch (job.Gate.Judge(bash, check.Arguments, job.Tree))
        {
            case Verdict.Allowed(var network):
                return (null, network);
            case Verdict.Asks ask when questions.MayAsk(ask):
                var reply = await questions.AskApprovalAsync(CallId, bash.Name, ask, stop);
                if (reply.Answer == Answer.Always)
                {
                    job.Gate.AllowAlways(ask.Rule, job.Tree);
                }
                return reply.Answer == Answer.No ? ("not allowed", false) : (null, ask.Network);
            default:
                return ("not allowed", false);
        }
    }
}

/// <summary>On which files a check runs.</summary>
internal enum CheckPlace
{
    Result,
    Base,
    Merged,
}
