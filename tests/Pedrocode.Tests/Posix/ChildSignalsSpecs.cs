using System.Diagnostics;
using System.Runtime.CompilerServices;
using Pedrocode.Core.Posix;

namespace Pedrocode.Tests.Posix;

public class ChildSignalsSpecs
{
    private const string Variable = "PEDROCODE_TEST_IGNORED_SIGCHLD";

    [Fact]
    public async Task An_inherited_ignored_SIGCHLD_loses_no_exit_code()
    {
        var itself = typeof(ChildSignalsSpecs).Assembly.Location;
        var child = new ShellChild(
            $"trap '' CHLD; exec '{DotNet()}' '{itself}'",
            start => start with { Environment = new Dictionary<string, string>(start.Environment) { [Variable] = "1" } }
        );

        await child.RunAsync();

        child.Output.ShouldBe("ours 5, theirs 6\n");
    }

    // This very program, started by the test above, before any test runner: what Main is to do first, then both kinds of child.
    [ModuleInitializer]
    internal static void AsTheChildOfThatTest()
    {
        if (Environment.GetEnvironmentVariable(Variable) is null)
        {
            return;
        }
        ChildSignals.Restore();
        using var theirs = Process.Start("/bin/sh", ["-c", "exit 6"]);
        var start = new ShellChild("exit 5").Start;
        var ours = Task.Run(() => ChildProcess.RunAsync(start, CancellationToken.None)).GetAwaiter().GetResult();
        theirs.WaitForExit();
        Console.WriteLine($"ours {ours.ExitCode}, theirs {theirs.ExitCode}");
        Environment.Exit(0);
    }

    private static string DotNet() =>
        Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", "..", "dotnet");
}
