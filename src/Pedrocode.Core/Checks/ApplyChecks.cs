using System.Collections.Immutable;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Permissions;
using Pedrocode.Core.Sandboxes;
using Pedrocode.Core.Tools;
using Pedrocode.Core.Trees;

namespace Pedrocode.Core.Checks;

/// <summary>What runs the checks of a job that has ended, before its result is applied.</summary>
/// <param name="Carry">Names of ignored folders that are taken along.</param>
/// <param name="Withheld">Variables that no command gets.</param>
/// <param name="Secrets">What no output may hold.</param>
public sealed record ApplyChecks(
    PermissionGate Gate,
    CheckSettings Settings,
    ImmutableArray<string> Carry,
    ImmutableArray<string> Withheld,
    KnownSecrets Secrets
)
{
    /// <summary>Told as each check begins: it may take long.</summary>
    public Action<Check> Begun { get; init; } = static _ => { };

    internal Task<MergedProof> JudgeAsync(
        StateDirectory state,
        JobDirectory job,
        JobView view,
        IReadOnlyCollection<JournalEntry> entries,
        TimeProvider time,
        CancellationToken stop
    ) =>
        new MergedCheck(state, job, view, Gate.Sandbox, Carry).RunAsync(
            MergedCheck.Passed(entries),
            (check, tree, stopping) => RunAsync(check, tree, job, entries, time, stopping),
            stop
        );

    private async Task<CheckEnded> RunAsync(
        Check check,
        JobTree tree,
        JobDirectory job,
        IReadOnlyCollection<JournalEntry> entries,
        TimeProvider time,
        CancellationToken stop
    )
    {
        if (Network(check, tree, entries) is not { } network)
        {
            return CheckRun.NotRun(check, "not allowed") with { Merged = true };
        }
        Begun(check);
        var context = new ToolContext
        {
            Tree = CheckedFiles.At(tree, check.Directory),
            Seen = JobView.Empty.Seen,
            OutputFolder = job.Output,
            GuardNote = job.GuardNote,
            Marker = job.Marker,
            Withheld = Withheld,
            Secrets = Secrets,
            Sandbox = Gate.Sandbox,
            Reach =
                Gate.Sandbox.WhyNot(tree) is not null ? Reach.Everything
                : network ? Reach.Network
                : Reach.Tree,
        };
        return await CheckRun.RunAsync(check, context, Settings.TimeLimit, time, stop) with { Merged = true };
    }

    /// <summary>Whether it may use the network; null where it may not be run. The user's yes to this check of this job holds here too.</summary>
    private bool? Network(Check check, JobTree tree, IReadOnlyCollection<JournalEntry> entries) =>
        Gate.Judge(StandardTools.All.Find("bash"), check.Arguments, tree) switch
        {
            Verdict.Allowed(var network) => network,
            Verdict.Asks ask when WasAllowed(ask.Subject, entries) => ask.Network,
            _ => null,
        };

    private static bool WasAllowed(string subject, IReadOnlyCollection<JournalEntry> entries)
    {
        var facts = entries.Select(static entry => entry.Event).ToList();
        return facts
            .OfType<ApprovalAsked>()
            .Where(asked => asked.CallId == JobChecks.CallId && asked.Subject == subject)
            .Any(asked =>
                facts
                    .OfType<ApprovalAnswered>()
                    .Any(answer => answer.Number == asked.Number && answer.Answer != Answer.No)
            );
    }
}
