using System.CommandLine;
using Pedrocode.Cli.Demo;
using Pedrocode.Cli.Settings;
using Pedrocode.Cli.Terminals;
using Pedrocode.Cli.Views;
using Pedrocode.Core.Jobs;

namespace Pedrocode.Cli.Actions;

/// <summary>Three jobs on a sample repository, with recorded replies, through the same engine, tools and screens as any other.</summary>
internal sealed class DemoAction : UserAction
{
    private readonly Option<bool> fast;

    public DemoAction()
        : base("demo", "three jobs at work, without a model or a trace")
    {
        fast = Add(new Option<bool>("--fast") { Description = "without pauses" });
    }

    public override async Task<int> RunAsync(ActionCall call, CancellationToken stop)
    {
        if (call.Repl is { } repl)
        {
            // It has a prompt of its own.
            await repl.RunOutside([Environment.ProcessPath!, "demo", .. call.Value(fast) ? ["--fast"] : (string[])[]]);
            return ExitCodes.Complete;
        }
        using var project = new DemoProject();
        await project.MakeAsync(stop);
        var here = new Surroundings(
            call.Session.Here.Home,
            project.WorkDir,
            name => name == "PEDROCODE_HOME" ? project.Home : null
        );
        var reading = SettingsReader.Read(here, new SettingsFlags { Config = project.Config });
        await using var session = new Session(here, reading, call.Session.Time, canAsk: false)
        {
            Agent = "quick",
            Mode = Mode.Background,
        };
        var speed = call.Value(fast) ? 1000 : 1;
        session.Models.Speed = speed;
        call.Print(
            $"""
            {call.Style.Bold("pedrocode demo")}: the model's replies are recorded, all else is real.
            A small project in which one check fails, three tasks, and a person who types.

            """
        );
        var terminal = new DemoTerminal(TerminalTraits.Of(new TerminalOptions()), Script(session), speed);
        var code = await new Repl.Repl(session, terminal, canAsk: false).RunAsync(stop);
        call.Print("\nThat was the demo; nothing of it is left. Now: pedrocode, in a project of yours.");
        return code;
    }

    /// <summary>What the person types, each line when its turn comes: by then the jobs it names have their ids.</summary>
    private static IEnumerable<string> Script(Session session)
    {
        yield return "# A line with ! runs a command of yours. This project has a fault:";
        yield return "!sh ./check.sh";
        yield return "# Any other line is a task. It becomes a job, and the prompt stays yours:";
        yield return "fix the failing check";
        yield return "/wait";
        yield return "# Its change has landed in your files. Two more, at once:";
        yield return "write a README";
        yield return "add average.sh, with a check of its own";
        yield return "# Each works in a tree of its own, begun from your files as they are:";
        yield return "/jobs";
        yield return "/wait";
        yield return "# All three have landed in your files, uncommitted, none in another's way:";
        yield return "!git status --short";
        yield return $"/diff {Job(session, 0)}";
        yield return "!sh ./check.sh";
        yield return "# Not wanted after all? One job is taken back, the others stay:";
        yield return $"/undo {Job(session, 1)}";
        yield return "!git status --short";
    }

    private static string Job(Session session, int number) =>
        session.Scheduler.Own.OrderBy(static job => job.Id.Number).ElementAtOrDefault(number)?.Id is { } id
            ? NoticeView.Tail(id)
            : "";
}
