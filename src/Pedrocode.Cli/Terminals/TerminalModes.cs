using System.Runtime.InteropServices;

namespace Pedrocode.Cli.Terminals;

/// <summary>The line discipline of the terminal: as it was found, and raw.</summary>
internal sealed unsafe partial class TerminalModes
{
    // struct termios is smaller everywhere (60 bytes on Linux, 72 on macOS); the C library alone looks into it.
    private const int Size = 256;
    private const int Now = 0;

    private readonly byte[] found = new byte[Size];
    private readonly byte[] raw = new byte[Size];

    private TerminalModes() { }

    /// <summary>The modes of standard input, or null where it has none.</summary>
    public static TerminalModes? Read()
    {
        var modes = new TerminalModes();
        fixed (
            byte* found = modes.found,
                raw = modes.raw
        )
        {
            if (GetAttributes(Tty.Input, found) != 0)
            {
                return null;
            }
            modes.found.CopyTo(modes.raw, 0);
            MakeRaw(raw);
        }
        // Output keeps its translation of line feeds: what others print (a crash, a library) stays readable.
        var output = OperatingSystem.IsLinux() ? 4..8 : 8..16;
        modes.found.AsSpan(output).CopyTo(modes.raw.AsSpan(output));
        return modes;
    }

    /// <summary>Whether the terminal showed what is typed. Where it did not, the other side does so itself.</summary>
    public bool Echo => (found[OperatingSystem.IsLinux() ? 12 : 24] & 8) != 0;

    public void EnterRaw()
    {
        fixed (byte* raw = this.raw)
        {
            _ = SetAttributes(Tty.Input, Now, raw);
        }
    }

    public void Restore()
    {
        fixed (byte* found = this.found)
        {
            _ = SetAttributes(Tty.Input, Now, found);
        }
    }

    [LibraryImport("libc", EntryPoint = "tcgetattr", SetLastError = true)]
    private static partial int GetAttributes(int descriptor, byte* attributes);

    [LibraryImport("libc", EntryPoint = "tcsetattr", SetLastError = true)]
    private static partial int SetAttributes(int descriptor, int when, byte* attributes);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    private static partial void MakeRaw(byte* attributes);
}
