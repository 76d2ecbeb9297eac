using System.Runtime.InteropServices;

namespace Pedrocode.Cli.Terminals;

/// <summary>
/// Signals and ends of the process as the terminal sees them. It restores itself before the process goes; whether the
/// process goes is for others to decide.
/// </summary>
internal sealed class TerminalSignals : IDisposable
{
    private readonly TerminalLoop loop;
    private readonly TtyOutput output;
    private readonly List<PosixSignalRegistration> registrations = [];

    public TerminalSignals(TerminalLoop loop, TtyOutput output)
    {
        this.loop = loop;
        this.output = output;
        On(PosixSignal.SIGWINCH, _ => loop.Post(loop.Resized));
        On(
            PosixSignal.SIGCONT,
            signal =>
            {
                // Else the runtime sets the modes it found at its start, over ours.
                signal.Cancel = true;
                loop.Post(loop.Continued);
            }
        );
        On(
            PosixSignal.SIGTSTP,
            signal =>
            {
                signal.Cancel = true;
                loop.Post(() => loop.Suspend(withGroup: false));
            }
        );
        On(PosixSignal.SIGTERM, _ => Leave());
        On(PosixSignal.SIGHUP, _ => Leave());
        On(PosixSignal.SIGINT, LeaveUnlessOutside);
        On(PosixSignal.SIGQUIT, LeaveUnlessOutside);
        AppDomain.CurrentDomain.ProcessExit += OnExit;
        AppDomain.CurrentDomain.UnhandledException += OnExit;
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        AppDomain.CurrentDomain.UnhandledException -= OnExit;
        foreach (var registration in registrations)
        {
            registration.Dispose();
        }
    }

    private void On(PosixSignal signal, Action<PosixSignalContext> act) =>
        registrations.Add(PosixSignalRegistration.Create(signal, act));

    /// <summary>While a child has the terminal, Ctrl+C reaches the whole group and is meant for the child.</summary>
    private void LeaveUnlessOutside(PosixSignalContext signal)
    {
        if (loop.IsOutside)
        {
            signal.Cancel = true;
        }
        else
        {
            Leave();
        }
    }

    private void Leave()
    {
        output.Leave();
        loop.Post(loop.LeftForGood);
    }

    private void OnExit(object? sender, EventArgs e) => output.Leave();
}
