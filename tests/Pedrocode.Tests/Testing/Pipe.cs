using System.Diagnostics;

namespace Pedrocode.Tests.Testing;

/// <summary>A named pipe: whoever opens it to read waits until somebody writes.</summary>
internal static class Pipe
{
    public static void Make(string path)
    {
        using var made = Process.Start("mkfifo", [path]);
        made.WaitForExit();
        made.ExitCode.ShouldBe(0);
    }
}
