using System.Globalization;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Posix;
using Pedrocode.Core.Tools;

namespace Pedrocode.Core.Checks;

/// <summary>One run of a check, whoever asked for it.</summary>
internal static class CheckRun
{
    private const int NotFound = 127;
    private const int NotExecutable = 126;
    private const int MostFailures = 200;

    /// <param name="context">Its tree's working directory is where the check runs.</param>
    public static async Task<CheckEnded> RunAsync(
        Check check,
        ToolContext context,
        TimeSpan limit,
        TimeProvider time,
        CancellationToken stop
    )
    {
        var started = time.GetTimestamp();
        using var output = new BashOutput(context);
        var end = await ShellCommand.RunAsync(check.Command, limit, context, output.Add, stop);
        if (end.Ending == ChildEnding.Cancelled)
        {
            stop.ThrowIfCancellationRequested();
        }
        var text = output.End().Text;
        var outcome = end switch
        {
            { Ending: ChildEnding.TimedOut } => CheckOutcome.TimedOut,
            { ExitCode: 0 } => CheckOutcome.Passed,
            { ExitCode: NotFound or NotExecutable } => CheckOutcome.NotRun,
            _ when CannotRun(text) => CheckOutcome.NotRun,
            _ => CheckOutcome.Failed,
        };
        var how =
            end.Ending == ChildEnding.TimedOut
                ? $"timed out after {Plural.Of(limit.TotalMinutes, "minute")}"
                : $"exit code {end.ExitCode}";
        var (root, project) = (context.Tree.Root, context.Tree.ProjectRoot);
        return new CheckEnded(
            check.Command,
            check.Directory,
            outcome,
            outcome switch
            {
                CheckOutcome.NotRun => text.Length > 0 ? "cannot run here" : how,
                CheckOutcome.Passed => "",
                _ => $"{how}\n{CheckOutput.Excerpt(text)}".Replace(root, project, StringComparison.Ordinal),
            },
            (long)time.GetElapsedTime(started).TotalMilliseconds
        )
        {
            Tests = CheckOutput.Tests(text),
            Failures = outcome is CheckOutcome.Passed or CheckOutcome.NotRun
                ? []
                : [.. CheckOutput.Failures(text, root).Order(StringComparer.Ordinal).Take(MostFailures)],
        };
    }

    public static CheckEnded NotRun(Check check, string why) =>
        new(check.Command, check.Directory, CheckOutcome.NotRun, why, Milliseconds: 0);

    private static bool CannotRun(string output) =>
        output.Contains("No module named pytest", StringComparison.Ordinal)
        || output.Contains("No module named unittest", StringComparison.Ordinal);
}
