using System.CommandLine;
using Pedrocode.Core;
using Pedrocode.Core.Agents;
using Pedrocode.Core.Jobs;
using VisibleText = Pedrocode.Core.Tools.VisibleText;

namespace Pedrocode.Cli.Actions;

internal sealed class BackgroundAction : UserAction
{
    private readonly Argument<string?> id;

    public BackgroundAction()
        : base("background", "from now on tasks (or the job ID) run by themselves")
    {
        id = Add(new Argument<string?>("ID") { Arity = ArgumentArity.ZeroOrOne });
        Command.Aliases.Add("auto");
    }

    public override ActionPlaces Places => ActionPlaces.Repl;

    public override Task<int> RunAsync(ActionCall call, CancellationToken stop)
    {
        if (call.Value(id) is { } one)
        {
            var view = call.Session.Scheduler.Send(one, new JobMessage.ChangeMode(Mode.Background));
            call.Repl!.Release(view.Id);
            call.Print(Kept.Or($"{view.Id} goes on in the background", view));
            return Task.FromResult(ExitCodes.Complete);
        }
        call.Session.Mode = Mode.Background;
        if (call.Repl!.Front is { IsStopped: false, Job: var job })
        {
            job.Send(new JobMessage.ChangeMode(Mode.Background));
            call.Repl.Release(job.Id);
            call.Print($"{job.Id} goes on in the background");
        }
        call.Print("Tasks run in the background. /jobs shows them, /interactive reviews each phase.");
        return Task.FromResult(ExitCodes.Complete);
    }
}

internal sealed class InteractiveAction() : UserAction("interactive", "from now on you review each phase of a task")
{
    public override ActionPlaces Places => ActionPlaces.Repl;

    public override Task<int> RunAsync(ActionCall call, CancellationToken stop)
    {
        if (!call.Repl!.CanAsk)
        {
            throw new UserError("interactive mode needs a terminal", "tasks run in the background");
        }
        call.Session.Mode = Mode.Interactive;
        call.Print("You review each phase of a task. /background lets tasks run by themselves.");
        return Task.FromResult(ExitCodes.Complete);
    }
}

internal sealed class AgentAction : UserAction
{
    private readonly Argument<string?> name;

    public AgentAction()
        : base("agent", "which agent takes the next task")
    {
        name = Add(new Argument<string?>("NAME") { Arity = ArgumentArity.ZeroOrOne });
        Command.Aliases.Add("mode");
    }

    public override ActionPlaces Places => ActionPlaces.Repl;

    public override Task<int> RunAsync(ActionCall call, CancellationToken stop)
    {
        if (call.Value(name) is { } chosen)
        {
            call.Session.Agent = call.Session.Agents.Find(chosen).Name;
            call.Print($"Agent: {chosen}");
            return Task.FromResult(ExitCodes.Complete);
        }
        call.Print(string.Join('\n', Lines(call.Session)));
        return Task.FromResult(ExitCodes.Complete);
    }

    private static IEnumerable<string> Lines(Session session)
    {
        var counting = new HashSet<string>();
        foreach (var agent in session.Agents.All())
        {
            var counts = counting.Add(agent.Name);
            var from = agent.Recipe is null
                ? ""
                : $" ({agent.Where}{(counts ? "" : ", not used: the project has one")})";
            yield return agent.Fault is { } fault
                ? $"! {fault}"
                : $"{(counts && agent.Name == session.Agent ? "*" : " ")} {agent.Name, -8} {VisibleText.CleanLine(agent.Agent!.Description)}{VisibleText.CleanLine(from)}";
        }
    }
}

internal sealed class QuitAction : UserAction
{
    public QuitAction()
        : base("quit", "leaves; running jobs are interrupted and kept")
    {
        Command.Aliases.Add("exit");
    }

    public override ActionPlaces Places => ActionPlaces.Repl;

    public override Task<int> RunAsync(ActionCall call, CancellationToken stop)
    {
        call.Repl!.Leaving = true;
        return Task.FromResult(ExitCodes.Complete);
    }
}
