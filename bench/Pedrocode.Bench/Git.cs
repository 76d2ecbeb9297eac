using System.Diagnostics;

namespace Pedrocode.Bench;

/// <summary>The git command, for what a user does in their repository.</summary>
internal static class Git
{
    /// <summary>What it printed. Throws <see cref="NotMeasuredException"/> where it fails.</summary>
    public static string Run(string directory, params string[] words)
    {
        using var git = Process.Start(
            new ProcessStartInfo("git", ["-C", directory, .. words])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var errors = git.StandardError.ReadToEndAsync();
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return git.ExitCode == 0
            ? output
            : throw new NotMeasuredException(
                $"git {string.Join(' ', words)} ended with {git.ExitCode}: {errors.Result}"
            );
    }
}
