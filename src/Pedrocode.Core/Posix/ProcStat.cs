using System.Globalization;
using System.Text;

namespace Pedrocode.Core.Posix;

/// <summary>What /proc/PID/stat says of a process. <paramref name="StartTime"/> in clock ticks since the machine started.</summary>
internal readonly record struct ProcStat(int Pid, char State, int Parent, int Group, int Session, long StartTime)
{
    /// <summary>Ended, though its parent has not asked for its exit code yet.</summary>
    public bool HasEnded => State is 'Z' or 'X';

    public static ProcStat? Of(int pid) =>
        ProcFile.Read(
            string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"),
            bytes => Parse(pid, bytes),
            null
        );

    // "PID (NAME) STATE PPID PGRP SESSION ...", the start time being field 22. The name may hold spaces and brackets.
    private static ProcStat? Parse(int pid, ReadOnlySpan<byte> bytes)
    {
        var fields = Encoding.ASCII.GetString(bytes[(bytes.LastIndexOf((byte)')') + 1)..]).Split(' ');
        return fields.Length < 21
            ? null
            : new ProcStat(
                pid,
                fields[1][0],
                Number(fields[2]),
                Number(fields[3]),
                Number(fields[4]),
                long.Parse(fields[20], CultureInfo.InvariantCulture)
            );
    }

    private static int Number(string field) => int.Parse(field, CultureInfo.InvariantCulture);
}
