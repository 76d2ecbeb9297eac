using System.Runtime.InteropServices;

namespace Pedrocode.Cli;

/// <summary>SIGINT, SIGTERM and SIGHUP as one cancellation, and the exit code that belongs to whichever came.</summary>
internal sealed class Signals : IDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly PosixSignalRegistration[] registrations;

    public Signals(params PosixSignal[] signals)
    {
        registrations = [.. signals.Select(signal => PosixSignalRegistration.Create(signal, Received))];
    }

    /// <summary>128 and the number of the signal that came; 0 where none did.</summary>
    public static int ExitCode { get; private set; }

    public CancellationToken Stop => stopping.Token;

    /// <summary>Whether a SIGINT is meant for a child that has the terminal: the whole group gets it.</summary>
    public Func<bool> ChildHasTerminal { get; set; } = static () => false;

    public void Dispose()
    {
        foreach (var registration in registrations)
        {
            registration.Dispose();
        }
        stopping.Dispose();
    }

    private void Received(PosixSignalContext context)
    {
        context.Cancel = true;
        if (context.Signal == PosixSignal.SIGINT && ChildHasTerminal())
        {
            return;
        }
        ExitCode = context.Signal switch
        {
            PosixSignal.SIGINT => ExitCodes.Interrupted,
            PosixSignal.SIGHUP => 129,
            _ => ExitCodes.Terminated,
        };
        stopping.Cancel();
    }
}
