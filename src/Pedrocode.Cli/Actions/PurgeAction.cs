using System.CommandLine;
using Microsoft.Win32.SafeHandles;
using Pedrocode.Cli.Terminals;
using Pedrocode.Core;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Tools;

namespace Pedrocode.Cli.Actions;

/// <summary>Deletes everything pedrocode keeps, after asking.</summary>
internal sealed class PurgeAction : UserAction
{
    private readonly Option<bool> yes;

    public PurgeAction()
        : base("purge", "deletes everything pedrocode keeps")
    {
        yes = Add(new Option<bool>("--yes") { Description = "without asking" });
    }

    public override ActionPlaces Places => ActionPlaces.CommandLine;

    public override string Details =>
        "Jobs of every project, history, reports, typed lines, trust, caches, and pedrocode's refs in your repositories. Your configuration stays. "
        + "While a job runs nothing is deleted. Changes that were not applied are kept first, under refs/pedrocode/salvage/ in their repository; where they cannot be, their job stays and is named (exit code 1).";

    public override async Task<int> RunAsync(ActionCall call, CancellationToken stop)
    {
        var state = call.Session.State;
        var folder = VisibleText.CleanLine(state.Path);
        if (!call.Value(yes) && !Confirms(call, folder, state.All().Length))
        {
            call.Print("Nothing was deleted");
            return ExitCodes.Failed;
        }
        var purged = await StatePurge.RunAsync(state, stop);
        call.Print($"Deleted {Plural.Of(purged.Jobs, "job")} from {folder}");
        foreach (var kept in purged.Kept)
        {
            Program.Error($"{kept} stays: its changes are nowhere else; apply {kept}, or discard {kept} --for-good");
        }
        if (purged.Kept.IsEmpty && !purged.Left.IsEmpty)
        {
            Program.Error(
                $"not pedrocode's, left there: {string.Join(", ", purged.Left.Select(VisibleText.CleanLine))}"
            );
        }
        return purged.Kept.IsEmpty ? ExitCodes.Complete : ExitCodes.Failed;
    }

    private static bool Confirms(ActionCall call, string folder, int jobs)
    {
        if (!Tty.IsTty(Tty.Input) || !Tty.IsTty(Tty.Output))
        {
            throw new UsageException(
                "purge deletes everything, and nobody is there to be asked",
                "pedrocode purge --yes"
            );
        }
        call.Print($"This deletes {Plural.Of(jobs, "job")} of every project, and all else in {folder}.");
        call.Print("Changes that were not applied are kept in their repositories (pedrocode salvage). Delete? [y/N]");
        // Not Console.In: it would take over the terminal.
        using var input = new StreamReader(
            new FileStream(new SafeFileHandle(Tty.Input, ownsHandle: false), FileAccess.Read, bufferSize: 0)
        );
        return input.ReadLine()?.Trim().ToLowerInvariant() is "y" or "yes";
    }
}
