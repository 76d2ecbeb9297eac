using System.CommandLine;
using Pedrocode.Cli.Demo;
using Pedrocode.Cli.Settings;
using Pedrocode.Cli.Terminals;
using Pedrocode.Core.Jobs;

namespace Pedrocode.Cli.Actions;

/// <summary>Three jobs on a sample repository, with recorded replies, through the same engine, tools and screens as any other.</summary>
internal sealed class DemoAction : UserAction
{
    private static readonly string[] Script =
    [
        "!sh ./check.sh",
        "fix the failing check",
        "write a README",
        "add average.sh, with a check of its own",
        "/jobs",
        "/wait",
        "!git status --short",
        "!git diff total.sh | cat",
        "!sh ./check.sh",
    ];

    private readonly Option<bool> fast;

    public DemoAction()
        : base("demo", "three jobs at work, without a model or a trace")
    {
        fast = Add(new Option<bool>("--fast") { Description = "without pauses" });
    }

    public override ActionPlaces Places => ActionPlaces.CommandLine;

    public override async Task<int> RunAsync(ActionCall call, CancellationToken stop)
    {
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
            {call.Style.Bold("pedrocode demo")}: recorded replies, everything else is real: git, files, commands, jobs.
            A sample project in {project.WorkDir}, where one check fails.
            Its configuration allows one command: {string.Join(", ", session.Gate.Rules.Allow)}

            """
        );
        var terminal = new DemoTerminal(TerminalTraits.Of(new TerminalOptions()), Script, speed);
        var code = await new Repl.Repl(session, terminal, canAsk: false).RunAsync(stop);
        call.Print(
            "\nThat was the demo; its project and state are removed.\nNow start pedrocode in a project of yours."
        );
        return code;
    }
}
