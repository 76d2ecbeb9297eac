namespace Pedrocode.Core.Posix;

/// <summary>The signal that tells of ended children.</summary>
public static class ChildSignals
{
    /// <summary>
    /// Called first in Main, before anything of .NET looks at signals. Whoever started us may have left SIGCHLD ignored,
    /// which a program inherits: the kernel then throws exit codes away, and <c>Process.WaitForExit</c> never returns.
    /// </summary>
    public static void Restore() => _ = Libc.Signal(Libc.SIGCHLD, IntPtr.Zero);
}
