using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using Pedrocode.Core.Permissions;
using Pedrocode.Core.Posix;
using Pedrocode.Core.Trees;

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

    /// <summary>Throws <see cref="ChildStartException"/> where the command could not be started.</summary>
    /// <param name="output">Takes what the command prints, piece by piece.</param>
    public static async Task<ChildEnd> RunAsync(
        string command,
        TimeSpan limit,
        ToolContext context,
        OutputSink output,
        CancellationToken stop
    )
    {
        var shown = ProjectNames.Output(context.Tree, output);
        try
        {
            var end = await ChildProcess.RunAsync(
                Start(ProjectNames.InCommand(context.Tree, command), limit, context, shown.Add),
                stop
            );
            shown.End();
            return end;
        }
        catch (ChildStartException e)
        {
            throw new ChildStartException(e.Fault, ProjectNames.Shown(context.Tree, e.Message));
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
            Environment = context.Tree.IsInPlace ? environment : WithinTree(environment, context.Tree),
            Marker = string.Create(
                CultureInfo.InvariantCulture,
                $"{context.Marker}:{System.Environment.ProcessId}.{Interlocked.Increment(ref calls)}"
            ),
            Output = output,
            TimeLimit = limit,
        };
    }

    /// <summary>Where the model has deleted the tree's own repository, git must not find one further up: it would be the user's.</summary>
    private static ImmutableDictionary<string, string> WithinTree(
        ImmutableDictionary<string, string> environment,
        JobTree tree
    ) => environment.SetItem("GIT_CEILING_DIRECTORIES", Path.GetDirectoryName(tree.Root)!);
}
