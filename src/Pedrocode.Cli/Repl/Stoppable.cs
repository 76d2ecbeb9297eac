using Pedrocode.Cli.Terminals;

namespace Pedrocode.Cli.Repl;

/// <summary>Work that Ctrl+C ends, and nothing else with it.</summary>
internal static class Stoppable
{
    public static async Task RunAsync(Terminal terminal, Func<CancellationToken, Task> work, CancellationToken stop)
    {
        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(stop);
        terminal.Interrupted += Stop;
        try
        {
            await work(stopped.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            terminal.Above("stopped");
        }
        finally
        {
            terminal.Interrupted -= Stop;
        }

        void Stop() => stopped.Cancel();
    }
}
