using System.Collections;
using Pedrocode.Core.Posix;
using Pedrocode.Core.Tools;

namespace Pedrocode.Core.Agents;

/// <summary>A template's shell command, which the user has said yes to: run as one of his own, and its output taken whatever the exit code.</summary>
public static class TemplateCommand
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>What it printed, shortened where it is long; what went wrong stands at its end.</summary>
    public static async Task<string> OutputAsync(string command, string workDir, CancellationToken stop)
    {
        var excerpt = new BashExcerpt();
        var screen = new BashScreen(excerpt.Add);
        ChildEnd end;
        try
        {
            end = await ChildProcess.RunAsync(Start(command, workDir, screen.Write), stop);
        }
        catch (ChildStartException e)
        {
            return $"[{e.Message}]";
        }
        stop.ThrowIfCancellationRequested();
        screen.End();
        var text = VisibleText.CleanOutput(excerpt.Text("only head and tail are kept")).TrimEnd();
        return end switch
        {
            { Ending: ChildEnding.TimedOut } => $"{text}\n[stopped after {Limit.TotalSeconds:0} s]",
            { ExitCode: not 0 } => $"{text}\n[exit code {end.ExitCode}]",
            _ => text,
        };
    }

    private static ChildStart Start(string command, string workDir, OutputSink output) =>
        new()
        {
            Program = "bash",
            Arguments = ["-c", "--", command],
            WorkDir = workDir,
            Environment = BashEnvironment.From(
                Environment
                    .GetEnvironmentVariables()
                    .Cast<DictionaryEntry>()
                    .Select(static entry => KeyValuePair.Create((string)entry.Key, (string?)entry.Value ?? ""))
            ),
            Marker = $"template:{Environment.ProcessId}.{Guid.NewGuid():N}",
            Output = output,
            TimeLimit = Limit,
        };
}
