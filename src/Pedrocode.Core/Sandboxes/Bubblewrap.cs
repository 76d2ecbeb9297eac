using System.Collections.Immutable;
using System.Text;
using Pedrocode.Core.Posix;
using Pedrocode.Core.Trees;

namespace Pedrocode.Core.Sandboxes;

/// <summary>
/// Commands held by bubblewrap (docs/adr/0015): namespaces of their own for processes, mounts, network and users; of the file system
/// the tree is writable, the system readable, the home hidden.
/// </summary>
internal sealed class Bubblewrap(SandboxSettings settings) : Sandbox
{
    /// <summary>Where systems keep it. PATH is not looked at: what stands in it may be the project's.</summary>
    private static readonly ImmutableArray<string> Places =
    [
        "/usr/bin/bwrap",
        "/bin/bwrap",
        "/usr/local/bin/bwrap",
        "/run/current-system/sw/bin/bwrap",
    ];

    private static readonly ImmutableArray<string> Always =
    [
        "--unshare-user",
        "--unshare-pid",
        "--unshare-ipc",
        "--unshare-uts",
        "--unshare-cgroup-try",
        // The child of a thread that lives as long as pedrocode does: see ChildStart.EndsWithUs.
        "--die-with-parent",
        "--cap-drop",
        "ALL",
        "--ro-bind",
        "/",
        "/",
        "--dev",
        "/dev",
        "--proc",
        "/proc",
    ];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly Lazy<string?> Tried = new(Try);

    private readonly HiddenHome home = new(settings);

    public override bool HasNetwork => settings.Network;

    public override bool IsRequired => settings.Mode == SandboxMode.Require;

    /// <summary>Found out by a real try, once: user namespaces may be forbidden, as in many containers.</summary>
    public static string? WhyNotHere() => Tried.Value;

    public override string? WhyNot(JobTree tree) =>
        tree.ProjectRoot == "/" ? "the project is the whole file system"
        : ProtectedPaths.Of(tree).WhyNotProtected is { } why ? why
        : null;

    internal override ChildStart Contain(ChildStart start, JobTree tree, Reach reach)
    {
        var mounts = new Mounts();
        home.Hide(mounts, start.Environment.GetValueOrDefault("PATH"), reach, tree);
        mounts.Writable(tree.Root, tree.ProjectRoot);
        ProtectedPaths.Of(tree).Mount(mounts);
        home.HideInside(mounts, tree);
        foreach (var folder in tree.Foreign?.Bound ?? [])
        {
            if (Directory.Exists(Path.Combine(tree.ProjectRoot, folder)))
            {
                mounts.ReadOnly(Path.Combine(tree.ProjectRoot, folder));
            }
        }
        var lent = LentObjects.Of(tree);
        LentObjects.Mount(mounts, tree, lent);
        return start with
        {
            Program = Program!,
            Arguments =
            [
                .. Always,
                .. reach == Reach.Tree ? ["--unshare-net"] : Array.Empty<string>(),
                .. mounts.Arguments,
                "--chdir",
                tree.ProjectWorkDir,
                "--",
                start.Program,
                .. start.Arguments,
            ],
            Environment = SandboxEnvironment.Of(start.Environment, reach, tree, LentObjects.Moved(tree, lent)),
            Limits = ChildLimits.Sandboxed,
            EndsWithUs = true,
        };
    }

    private static string? Program => Places.FirstOrDefault(ProgramPath.IsProgram);

    private static string? Try()
    {
        if (Program is not { } program)
        {
            return "bubblewrap is not installed";
        }
        var said = new StringBuilder();
        try
        {
            var end = ChildProcess
                .RunAsync(
                    new ChildStart
                    {
                        Program = program,
                        Arguments = [.. Always, "--unshare-net", "--tmpfs", "/tmp", "--", "/bin/sh", "-c", ":"],
                        WorkDir = "/",
                        Environment = ImmutableDictionary<string, string>.Empty,
                        Marker = $"sandbox:{Environment.ProcessId}",
                        Output = bytes => said.Append(Encoding.UTF8.GetString(bytes)),
                        TimeLimit = Patience,
                        EndsWithUs = true,
                    },
                    CancellationToken.None
                )
                .GetAwaiter()
                .GetResult();
            return end is { Ending: ChildEnding.Exited, ExitCode: 0 }
                ? null
                : $"bubblewrap does not work here ({FirstLine(said.ToString())})";
        }
        catch (ChildStartException e)
        {
            return $"bubblewrap does not work here ({e.Message})";
        }
    }

    private static string FirstLine(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault()
        ?? "it said nothing";
}
