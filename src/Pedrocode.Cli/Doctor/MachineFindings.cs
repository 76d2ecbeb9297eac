using System.Text;
using Pedrocode.Cli.Terminals;
using Pedrocode.Cli.Views;
using Pedrocode.Core.Sandboxes;
using Pedrocode.Core.Trees;

namespace Pedrocode.Cli.Doctor;

/// <summary>What of this machine jobs need.</summary>
internal static class MachineFindings
{
    public static async Task<Finding> GitAsync(Session session)
    {
        var tree = JobTrees.InPlace(session.Here.WorkDir);
        try
        {
            var version = await new Git(tree.WorkDir, tree.Root).RunAsync(["--version"], CancellationToken.None);
            var said = Encoding.UTF8.GetString(version.Bytes).Trim();
            return tree.InGit ? new Finding("git", FindingState.Good, said)
                : session.WhyInPlace is { } why
                    ? new Finding(
                        "git",
                        FindingState.Weak,
                        $"{said}; jobs work in place: {why}",
                        "work in a project's folder"
                    )
                : new Finding(
                    "git",
                    FindingState.Good,
                    $"{said}; this folder is in no repository: pedrocode keeps its own"
                );
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new Finding("git", FindingState.Bad, "git does not run", "install git");
        }
    }

    public static Finding Sandbox(Session session) =>
        session.Gate.Sandbox switch
        {
            { WhyNone: null } => new Finding("sandbox", FindingState.Good, "bubblewrap holds the commands of jobs"),
            { WhyNone: var why } when session.Settings.Sandbox.Mode == SandboxMode.Off => new Finding(
                "sandbox",
                FindingState.Weak,
                $"{why}: commands are asked about unless a rule allows them",
                "set sandbox.mode to \"auto\""
            ),
            { WhyNone: var why } => new Finding(
                "sandbox",
                session.Settings.Sandbox.Mode == SandboxMode.Require ? FindingState.Bad : FindingState.Weak,
                $"{why}: commands are asked about unless a rule allows them",
                "install bubblewrap (bwrap)"
            ),
        };

    public static Finding Terminal(Style style) =>
        new(
            "terminal",
            FindingState.Good,
            $"{(style.Mark("utf-8", "ascii") == "utf-8" ? "UTF-8" : "ASCII only")}, {style.Width} columns{(Tty.IsTty(Tty.Output) ? "" : ", output is no terminal")}"
        );

    public static Finding State(string path)
    {
        var free = new DriveInfo(path).AvailableFreeSpace >> 20;
        return free < 500
            ? new Finding("state", FindingState.Weak, $"{path}: {free} MB free", $"make room on the disk of {path}")
            : new Finding("state", FindingState.Good, $"{path}, {free >> 10} GB free");
    }
}
