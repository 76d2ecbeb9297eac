using System.Globalization;
using System.Text;
using System.Text.Json;
using Pedrocode.Core.Posix;
using Pedrocode.Core.Sandboxes;

namespace Pedrocode.Core.Tools;

/// <summary>Runs a shell command in the job's tree; it ends with everything it started.</summary>
public sealed class BashTool() : Tool("bash")
{
    private const int DefaultSeconds = 120;
    private const int MostSeconds = 1800;

    public override ToolEffect Effect => ToolEffect.Runs;

    public override string Brief(JsonElement arguments) =>
        VisibleText.CleanLine(arguments.GetProperty("command").GetString()!);

    public override async Task<ToolOutcome> CallAsync(
        JsonElement arguments,
        ToolContext context,
        CancellationToken stop
    )
    {
        var command = arguments.GetProperty("command").GetString()!;
        if (string.IsNullOrWhiteSpace(command))
        {
            return ToolOutcome.Failed("The command is empty.");
        }
        var seconds = Seconds(arguments);
        using var output = new BashOutput(context);
        try
        {
            var end = await ShellCommand.RunAsync(command, TimeSpan.FromSeconds(seconds), context, output.Add, stop);
            if (end.Ending is ChildEnding.Cancelled)
            {
                stop.ThrowIfCancellationRequested();
            }
            return Outcome(end, seconds, output.End(), context);
        }
        catch (ChildStartException e)
        {
            return ToolOutcome.Failed($"The command could not be started: {e.Message}.");
        }
    }

    /// <summary>Whether the model says that the command needs the network.</summary>
    internal static bool WantsNetwork(JsonElement arguments) =>
        arguments.TryGetProperty("network", out var network) && network.ValueKind == JsonValueKind.True;

    private static int Seconds(JsonElement arguments) =>
        arguments.TryGetProperty("timeout", out var timeout) && timeout.TryGetDouble(out var wanted) && wanted > 0
            ? (int)Math.Clamp(Math.Ceiling(wanted), 1, MostSeconds)
            : DefaultSeconds;

    private static ToolOutcome Outcome(
        ChildEnd end,
        int seconds,
        (string Text, string? FullOutput) output,
        ToolContext context
    )
    {
        var text = new StringBuilder(Ending(end, seconds));
        text.Append(output.Text.Length == 0 ? ", no output" : "\n").Append(output.Text);
        if (end.Leftovers > 0)
        {
            text.Append(output.Text.Length == 0 || output.Text.EndsWith('\n') ? "" : "\n")
                .Append(
                    CultureInfo.InvariantCulture,
                    $"[{end.Leftovers} background process(es) ended with the command]"
                );
        }
        if (
            end.ExitCode != 0
            && context.Reach == Reach.Tree
            && context.Sandbox.WhyNone is null
            && NetworkFailure.IsIn(output.Text)
        )
        {
            text.Append(output.Text.EndsWith('\n') ? "" : "\n")
                .Append("[commands have no network here; if it is needed, call bash again with network: true]");
        }
        var result = end is { Ending: ChildEnding.Exited, ExitCode: 0 } ? ToolResult.Ok : ToolResult.Failed;
        return new ToolOutcome(result, text.ToString()) { FullOutput = output.FullOutput };
    }

    private static string Ending(ChildEnd end, int seconds) =>
        end switch
        {
            { Ending: ChildEnding.TimedOut } =>
                $"timed out after {seconds} s and was ended (timeout: up to {MostSeconds})",
            { Signal: { } signal } => $"ended by signal {signal}",
            _ => $"exit code {end.ExitCode}",
        };
}
