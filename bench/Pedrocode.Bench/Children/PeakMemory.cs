using System.Globalization;
using System.Text;

namespace Pedrocode.Bench.Children;

/// <summary>
/// The most memory a process has had resident, by VmHWM of its /proc status. Not ru_maxrss: a spawned process begins with
/// that of its parent, which here is larger than anything measured.
/// </summary>
internal static class PeakMemory
{
    /// <summary>Bytes so far; null once the process has ended.</summary>
    public static long? Of(int pid)
    {
        try
        {
            using var status = File.OpenHandle($"/proc/{pid}/status");
            return Read(status);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Bytes, looked up each millisecond until the process ends: the mark only rises, so only its last millisecond is missed.</summary>
    public static Task<long> WatchAsync(int pid) =>
        Task.Factory.StartNew(
            () => Watch(pid),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );

    private static long Watch(int pid)
    {
        long peak = 0;
        try
        {
            using var status = File.OpenHandle($"/proc/{pid}/status");
            while (Read(status) is { } bytes)
            {
                peak = bytes;
                Thread.Sleep(1);
            }
        }
        catch (IOException)
        {
            // It was reaped between two looks.
        }
        return peak;
    }

    private static long? Read(Microsoft.Win32.SafeHandles.SafeFileHandle status)
    {
        Span<byte> text = stackalloc byte[4096];
        text = text[..RandomAccess.Read(status, text, 0)];
        var at = text.IndexOf("VmHWM:"u8);
        if (at < 0)
        {
            return null;
        }
        var line = text[(at + "VmHWM:".Length)..];
        var kilobytes = Encoding.ASCII.GetString(line[..line.IndexOf("kB"u8)]);
        return long.Parse(kilobytes.Trim(), CultureInfo.InvariantCulture) * 1024;
    }
}
