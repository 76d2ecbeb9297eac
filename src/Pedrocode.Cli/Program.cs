using Pedrocode.Cli.Actions;
using Pedrocode.Core;
using Pedrocode.Core.Journals;
using Pedrocode.Core.Posix;

namespace Pedrocode.Cli;

internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        if (args is ["--version"])
        {
            StandardOutput.WriteLine($"pedrocode {ProductVersion.Text}");
            return ExitCodes.Complete;
        }
        ChildSignals.Restore();
        var debug = args.TakeWhile(static word => word.StartsWith('-')).Contains("--debug");
        try
        {
            return await new CommandLine(args).RunAsync();
        }
        catch (UsageException e)
        {
            return Fail(ExitCodes.Usage, e.Message, e.Next, debug ? e : null);
        }
        catch (UserError e)
        {
            return Fail(ExitCodes.Failed, e.Message, e.Next, debug ? e : null);
        }
        catch (StateUnusableException e)
        {
            return Fail(ExitCodes.NotSaved, e.Why.Message, e.Why.Next, debug ? e : null);
        }
        catch (OperationCanceledException) when (Signals.ExitCode != 0)
        {
            return Signals.ExitCode;
        }
        catch (Exception e)
        {
            return Fail(
                e is StateNotSavedException ? ExitCodes.NotSaved : ExitCodes.Failed,
                e.Message,
                null,
                debug ? e : null
            );
        }
    }

    /// <summary>One line of diagnosis on standard error.</summary>
    public static void Error(string line) => StandardError.WriteLine(line);

    private static int Fail(int code, string message, string? next, Exception? shown)
    {
        Error($"pedrocode: {message}{(next is null ? "" : $"; {next}")}");
        if (shown is not null)
        {
            Error(shown.ToString());
        }
        return code;
    }
}
