using System.Text;
using Pedrocode.Cli.Terminals;

namespace Pedrocode.Cli;

/// <summary>Standard output for answers; written straight, so that what was printed is out however the process ends.</summary>
internal static class StandardOutput
{
    public static void WriteLine(string line) => Tty.Write(Tty.Output, Encoding.UTF8.GetBytes(line + "\n"));
}

/// <summary>Standard error for diagnostics: one line each.</summary>
internal static class StandardError
{
    private const int Descriptor = 2;

    public static void WriteLine(string line) => Tty.Write(Descriptor, Encoding.UTF8.GetBytes(line + "\n"));
}
