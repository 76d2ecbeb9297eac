using System.Globalization;
using System.Text;

namespace Pedrocode.Core.Posix;

/// <summary>
/// Which process, beyond its id, which is given away again: ids start anew with each boot (<paramref name="BootId"/>), and a
/// later process of the same id has another start time (clock ticks since the boot).
/// </summary>
public sealed record ProcessIdentity(int Pid, long StartTime, string BootId)
{
    public static ProcessIdentity Current() =>
        new(Environment.ProcessId, ProcStat.Of(Environment.ProcessId)?.StartTime ?? 0, ThisBoot());

    /// <summary>Whether that very process still runs on this machine.</summary>
    public bool IsAlive() =>
        ProcStat.Of(Pid) is { HasEnded: false } there && there.StartTime == StartTime && BootId == ThisBoot();

    /// <summary>Null for anything but what <see cref="ToString"/> writes.</summary>
    public static ProcessIdentity? Parse(string text) =>
        text.Trim().Split(' ') is [var pid, var start, { Length: > 0 } boot]
        && int.TryParse(pid, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        && long.TryParse(start, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            ? new ProcessIdentity(id, ticks, boot)
            : null;

    /// <summary>Process id, start time and boot id, a blank between.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Pid} {StartTime} {BootId}");

    private static string ThisBoot() =>
        ProcFile.Read("/proc/sys/kernel/random/boot_id", bytes => Encoding.ASCII.GetString(bytes).Trim(), "");
}
