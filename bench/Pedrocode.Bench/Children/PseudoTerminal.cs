using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Pedrocode.Bench.Children;

/// <summary>A terminal of 80 × 24 that shows nothing: what is written to it is read here as text without control sequences.</summary>
internal sealed unsafe partial class PseudoTerminal : IDisposable
{
    private readonly int master;
    private readonly StringBuilder raw = new();
    private readonly Decoder decoder = Encoding.UTF8.GetDecoder();

    public PseudoTerminal()
    {
        master = Libc.Checked(
            Libc.OpenPseudoTerminal(Libc.OpenReadWrite | Libc.OpenNoControllingTerminal | Libc.OpenCloseOnExec),
            "posix_openpt"
        );
        _ = Libc.Checked(Libc.GrantPseudoTerminal(master), "grantpt");
        _ = Libc.Checked(Libc.UnlockPseudoTerminal(master), "unlockpt");
        var name = stackalloc byte[128];
        _ = Libc.Checked(-Libc.PseudoTerminalName(master, name, 128), "ptsname_r");
        Name = new string((sbyte*)name);
        var size = stackalloc ushort[4] { 24, 80, 0, 0 };
        _ = Libc.Checked(Libc.DeviceControl(master, Libc.SetWindowSize, size), "TIOCSWINSZ");
    }

    /// <summary>The path of the side a program is given.</summary>
    public string Name { get; }

    public string Text => ControlSequence().Replace(raw.ToString(), "");

    /// <summary>Reads until <paramref name="expected"/> is the last that stands there; false where that takes longer than <paramref name="limit"/>.</summary>
    public bool ReadUntil(string expected, TimeSpan limit)
    {
        var end = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        while (!Text.EndsWith(expected, StringComparison.Ordinal))
        {
            var rest = end - Environment.TickCount64;
            if (rest <= 0 || !ReadSome((int)rest))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>Types one key and reads until its character is drawn; null where that takes longer than <paramref name="limit"/>.</summary>
    public TimeSpan? Echo(char key, TimeSpan limit)
    {
        var seen = raw.Length;
        var typed = Stopwatch.GetTimestamp();
        Type(key.ToString());
        while (!raw.ToString(seen, raw.Length - seen).Contains(key))
        {
            var rest = limit - Stopwatch.GetElapsedTime(typed);
            if (rest <= TimeSpan.Zero || !ReadSome((int)rest.TotalMilliseconds + 1))
            {
                return null;
            }
        }
        return Stopwatch.GetElapsedTime(typed);
    }

    /// <summary>Reads whatever comes for so long, and says how many characters that were.</summary>
    public int ReadFor(TimeSpan time)
    {
        var (before, started) = (raw.Length, Stopwatch.GetTimestamp());
        while (time - Stopwatch.GetElapsedTime(started) is { Ticks: > 0 } rest)
        {
            _ = ReadSome((int)rest.TotalMilliseconds + 1);
        }
        return raw.Length - before;
    }

    /// <summary>Reads on until the program's side is closed, so that nothing it still writes can hold it up.</summary>
    public Task DrainAsync() =>
        Task.Factory.StartNew(
            () =>
            {
                while (ReadSome(milliseconds: -1)) { }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );

    public void Type(string keys)
    {
        fixed (byte* bytes = Encoding.UTF8.GetBytes(keys))
        {
            _ = Libc.Write(master, bytes, Encoding.UTF8.GetByteCount(keys));
        }
    }

    public void Dispose() => _ = Libc.Close(master);

    private bool ReadSome(int milliseconds)
    {
        var entry = new Libc.PollEntry { Descriptor = master, Asked = Libc.PollReadable };
        if (Libc.Poll(&entry, 1, milliseconds) <= 0)
        {
            return false;
        }
        var buffer = stackalloc byte[4096];
        var count = (int)Libc.Read(master, buffer, 4096);
        if (count <= 0)
        {
            return false;
        }
        var text = stackalloc char[4096];
        raw.Append(text, decoder.GetChars(buffer, count, text, 4096, flush: false));
        return true;
    }

    [GeneratedRegex(@"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(\x07|\x1b\\)|\x1b[@-Z\\-_]")]
    private static partial Regex ControlSequence();
}
