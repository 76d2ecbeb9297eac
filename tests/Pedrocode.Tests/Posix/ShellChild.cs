using System.Globalization;
using System.Text;
using Pedrocode.Core.Posix;

namespace Pedrocode.Tests.Posix;

/// <summary>A shell script as a child, its output collected.</summary>
internal sealed class ShellChild
{
    private static int count;
    private readonly StringBuilder output = new();
    private readonly TaskCompletionSource<string> firstLine = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ShellChild(string script, Func<ChildStart, ChildStart>? change = null)
    {
        var plain = new ChildStart
        {
            Program = "/bin/sh",
            Arguments = ["-c", script],
            WorkDir = "/",
            Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" },
            Marker = string.Create(
                CultureInfo.InvariantCulture,
                $"test-{Environment.ProcessId}:{Interlocked.Increment(ref count)}"
            ),
            Output = Take,
        };
        Start = change is null ? plain : change(plain);
    }

    public ChildStart Start { get; }

    public string Output => output.ToString();

    /// <summary>What the script printed first: it has come that far.</summary>
    public Task<string> FirstLine => firstLine.Task.WaitAsync(TimeSpan.FromSeconds(20));

    public Task<ChildEnd> RunAsync() => RunUntilAsync(TestContext.Current.CancellationToken);

    public Task<ChildEnd> RunUntilAsync(CancellationToken stop) => ChildProcess.RunAsync(Start, stop);

    /// <summary>Whether a process with that id, as a script printed it, still runs.</summary>
    public static bool Runs(string pid) =>
        ProcStat.Of(int.Parse(pid, CultureInfo.InvariantCulture)) is { HasEnded: false };

    private void Take(ReadOnlySpan<byte> bytes)
    {
        output.Append(Encoding.UTF8.GetString(bytes));
        if (Output.Contains('\n'))
        {
            firstLine.TrySetResult(Output.Split('\n')[0]);
        }
    }
}
