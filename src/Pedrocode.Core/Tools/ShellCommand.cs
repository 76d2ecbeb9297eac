using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Pedrocode.Core.Permissions;
using Pedrocode.Core.Posix;
using Pedrocode.Core.Sandboxes;
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
        if (context.Reach != Reach.Everything && context.Sandbox.WhyNot(context.Tree) is null)
        {
            return await RunHeldAsync(Start(command, limit, context, output), context, stop);
        }
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

    // The tree stands at the project's own path: no name needs to be another's.
    private static async Task<ChildEnd> RunHeldAsync(ChildStart start, ToolContext context, CancellationToken stop)
    {
        var protection = ProtectedPaths.Of(context.Tree);
        protection.Note(context.GuardNote);
        try
        {
            return await ChildProcess.RunAsync(context.Sandbox.Contain(start, context.Tree, context.Reach), stop);
        }
        finally
        {
            foreach (var made in protection.RemoveMade(context.GuardNote))
            {
                start.Output(Encoding.UTF8.GetBytes($"[{made} may not be made by a command and was removed]\n"));
            }
        }
    }

    private static ChildStart Start(string command, TimeSpan limit, ToolContext context, OutputSink output)
    {
        var given = Environment.Value.RemoveRange(context.Withheld);
        var environment = ReadOnlyCommands.JudgeText(command, context.Tree.WorkDir, context.Tree.Root)
            ? BashEnvironment.ForReading(given, context.Tree.Roots)
            : given;
        var systems = ProgramPath.Outside(context.Tree.Roots, environment.GetValueOrDefault("PATH"));
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
