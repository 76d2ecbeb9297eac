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
        Debug = args.TakeWhile(static word => word != "--").Contains("--debug");
        try
        {
            return await new CommandLine(args).RunAsync();
        }
        catch (UsageException e)
        {
            return Fail(ExitCodes.Usage, e.Message, e.Next, e);
        }
        catch (UserError e)
        {
            return Fail(e is NotWritableError ? ExitCodes.NotSaved : ExitCodes.Failed, e.Message, e.Next, e);
        }
        catch (StateUnusableException e)
        {
            return Fail(ExitCodes.NotSaved, e.Why.Message, e.Why.Next, e);
        }
        catch (OperationCanceledException) when (Signals.ExitCode != 0)
        {
            return Signals.ExitCode;
        }
        catch (StateNotSavedException e)
        {
            return Fail(ExitCodes.NotSaved, e.Message, e.Next, e);
        }
        catch (Exception e) when (DiskRefusal.HasNoRoom(e))
        {
            return Fail(ExitCodes.NotSaved, $"could not be saved: {e.Message}", DiskRefusal.NextFor(e), e);
        }
        catch (Exception e)
        {
            return Fail(ExitCodes.Failed, e.Message, null, e);
        }
    }

    /// <summary>Whether stack traces are shown: <c>--debug</c>, or the setting <c>debug.enabled</c>.</summary>
    public static bool Debug { get; set; }

    /// <summary>One line of diagnosis on standard error.</summary>
    public static void Error(string line) => StandardError.WriteLine(line);

    private static int Fail(int code, string message, string? next, Exception e)
    {
        Error($"pedrocode: {message}{(next is null ? "" : $"; {next}")}");
        if (Debug)
        {
            Error(e.ToString());
        }
        return code;
    }
}
