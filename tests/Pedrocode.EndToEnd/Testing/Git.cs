using System.Diagnostics;

namespace Pedrocode.EndToEnd.Testing;

/// <summary>The user's own git.</summary>
internal static class Git
{
    /// <summary>What it printed.</summary>
    public static string Run(string directory, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            WorkingDirectory = directory,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            Environment = { ["GIT_CONFIG_GLOBAL"] = "/dev/null" },
        };
        using var git = Process.Start(start)!;
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        git.ExitCode.ShouldBe(0, string.Join(' ', arguments));
        return output;
    }

    /// <summary>A commit of everything in the directory, which becomes a repository where it is none.</summary>
    public static void Commit(string directory, string message)
    {
        Run(directory, "init", "-q");
        Run(directory, "add", "-A");
        Run(directory, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", message);
    }
}
