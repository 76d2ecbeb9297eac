using System.CommandLine;
using Pedrocode.Core;
using Pedrocode.Core.Jobs;
using Pedrocode.Core.Tools;

namespace Pedrocode.Cli.Actions;

internal sealed class HistoryAction() : UserAction("history", "the lines typed here and in earlier sessions")
{
    private const int Shown = 50;

    public override ActionPlaces Places => ActionPlaces.Repl;

    public override Task<int> RunAsync(ActionCall call, CancellationToken stop)
    {
        var lines = call.Repl!.TypedLines();
        call.Print(lines.Count == 0 ? "No lines typed yet" : string.Join('\n', lines.TakeLast(Shown).Select(Indented)));
        return Task.FromResult(ExitCodes.Complete);
    }

    private static string Indented(string line) =>
        "  " + VisibleText.Clean(line).Replace("\n", "\n    ", StringComparison.Ordinal);
}

internal sealed class ClearAction() : UserAction("clear", "empties the screen")
{
    public override ActionPlaces Places => ActionPlaces.Repl;

    public override Task<int> RunAsync(ActionCall call, CancellationToken stop)
    {
        call.Repl!.ClearScreen();
        return Task.FromResult(ExitCodes.Complete);
    }
}

internal sealed class ContextAction() : UserAction("context", "agent, mode, model, project, session, where state is")
{
    public override ActionPlaces Places => ActionPlaces.Repl;

    public override async Task<int> RunAsync(ActionCall call, CancellationToken stop)
    {
        var session = call.Session;
        call.Print(
            $"""
            Agent:   {session.Agent}
            Mode:    {session.Mode.ToString().ToLowerInvariant()}
            Model:   {VisibleText.CleanLine(await ModelAsync(session, stop))}
            Project: {VisibleText.CleanLine(ProjectRoot.Of(session.Here.WorkDir))}
            Session: {session.Id}
            Jobs:    {session.Scheduler.Active.Count()} active here, {session.Scheduler.Own.Count} started here
            State:   {session.State.Path}
            """
        );
        return ExitCodes.Complete;
    }

    private static async Task<string> ModelAsync(Session session, CancellationToken stop)
    {
        try
        {
            return await session.Models.FoundAsync(stop) is { } model ? $"{model.Name} ({model.Why})" : "none found";
        }
        catch (Exception e) when (e is UserError or Core.Models.ModelException)
        {
            return e.Message;
        }
    }
}
