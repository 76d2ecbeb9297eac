using System.Runtime.InteropServices;

namespace Pedrocode.Cli.Terminals;

/// <summary>Stops this process as the shell's Ctrl+Z would, and knows whether it has the terminal.</summary>
internal static unsafe partial class Suspension
{
    private const int OwnGroup = 0;

    // struct sigaction is smaller everywhere and begins with the handler: zeros are the default, a one is "ignore".
    private const int ActionSize = 256;

    private static readonly int StopSignal = OperatingSystem.IsLinux() ? 20 : 18;

    /// <summary>Whether this process may use the terminal now: it is not in the background.</summary>
    public static bool IsInForeground =>
        GetForegroundGroup(Tty.Input) is var group && (group < 0 || group == GetGroup());

    /// <summary>Returns when the process was continued; at once where nobody could continue it.</summary>
    public static void Stop(bool withGroup)
    {
        var before = stackalloc byte[ActionSize];
        var ignore = stackalloc byte[ActionSize];
        var standard = stackalloc byte[ActionSize];
        new Span<byte>(ignore, ActionSize).Clear();
        new Span<byte>(standard, ActionSize).Clear();
        *(nint*)ignore = 1;
        _ = SetAction(StopSignal, ignore, before);
        if (withGroup)
        {
            // The others first: a script that started us stops too, else the shell would wait on.
            _ = Kill(OwnGroup, StopSignal);
        }
        _ = SetAction(StopSignal, standard, null);
        _ = Raise(StopSignal);
        _ = SetAction(StopSignal, before, null);
    }

    [LibraryImport("libc", EntryPoint = "sigaction")]
    private static partial int SetAction(int signal, byte* action, byte* before);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "raise")]
    private static partial int Raise(int signal);

    [LibraryImport("libc", EntryPoint = "tcgetpgrp")]
    private static partial int GetForegroundGroup(int descriptor);

    [LibraryImport("libc", EntryPoint = "getpgrp")]
    private static partial int GetGroup();
}
