using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Pedrocode.Core.Permissions;
using Pedrocode.Core.Posix;
using Pedrocode.Core.Sandboxes;

namespace Pedrocode.Core.Tools;

/// <summary>
/// A shell command in a job's tree, the model's or a check: one environment, one marker, one way to end with everything it
/// started, whoever asked for it.
/// </summary>
internal static class ShellCommand
{
    private static readonly Lazy<ImmutableDictionary<string, string>> Environment = new(() =>
        BashEnvironment.From(
            System
                .Environment.GetEnvironmentVariables()
                .Cast<DictionaryEntry>()
                .Select(static entry => KeyValuePair.Create((string)entry.Key, (string?)entry.Value ?? ""))
        )
    );

    private static int calls;

    /// <summary>
    /// Held by the context's sandbox where it can hold a command in this tree. Throws <see cref="ChildStartException"/> where the command could not be started.
    /// </summary>
    /// <param name="output">Takes what the command prints, piece by piece.</param>
    public static async Task<ChildEnd> RunAsync(
        string command,
        TimeSpan limit,
        ToolContext context,
        OutputSink output,
        CancellationToken stop
    )
    {
        var start = Start(command, limit, context, output);
        if (context.Reach == Reach.Everything || context.Sandbox.WhyNot(context.Tree) is not null)
        {
            return await ChildProcess.RunAsync(start, stop);
        }
        var protection = ProtectedPaths.Of(context.Tree);
        try
        {
            return await ChildProcess.RunAsync(context.Sandbox.Contain(start, context.Tree, context.Reach), stop);
        }
        finally
        {
            foreach (var made in protection.RemoveMade())
            {
                output(Encoding.UTF8.GetBytes($"[{made} may not be made by a command and was removed]\n"));
            }
        }
    }

    private static ChildStart Start(string command, TimeSpan limit, ToolContext context, OutputSink output)
    {
        var environment = ReadOnlyCommands.JudgeText(command, context.Tree.WorkDir)
            ? BashEnvironment.ForReading(Environment.Value, context.Tree.Root)
            : Environment.Value;
        var systems = ProgramPath.Outside(context.Tree.Root, environment.GetValueOrDefault("PATH"));
        return new ChildStart
        {
            Program = ProgramPath.Find("bash", systems) ?? "/bin/sh",
            // A command may begin with a dash.
            Arguments = ["-c", "--", command],
            WorkDir = context.Tree.WorkDir,
            Environment = environment,
            Marker = string.Create(
                CultureInfo.InvariantCulture,
                $"{context.Marker}:{System.Environment.ProcessId}.{Interlocked.Increment(ref calls)}"
            ),
            Output = output,
            TimeLimit = limit,
        };
    }
}
