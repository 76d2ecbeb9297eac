using System.Globalization;

namespace Pedrocode.Core.Posix;

/// <summary>How much a child and each process it starts may use.</summary>
/// <param name="Processes">Of one user in its user namespace; root is not held by it.</param>
/// <param name="FileBytes">The largest file it may write.</param>
/// <param name="DataBytes">Memory of one process, beside what files are mapped.</param>
public sealed record ChildLimits(ulong Processes, ulong FileBytes, ulong DataBytes)
{
    private const int LimitFileSize = 1;
    private const int LimitData = 2;
    private const int LimitCore = 4;
    private const int LimitProcesses = 6;

    /// <summary>Enough for any build; a fork bomb or a leak ends before the machine does.</summary>
    public static ChildLimits Sandboxed { get; } =
        new(Processes: 4096, FileBytes: 8UL << 30, DataBytes: Math.Max(2UL << 30, MachineMemory() / 8 * 7));

    /// <summary>For the process and whatever it has started by now; what comes later inherits them.</summary>
    internal void Set(int pid)
    {
        Libc.SetLimit(pid, LimitProcesses, Processes);
        Libc.SetLimit(pid, LimitFileSize, FileBytes);
        Libc.SetLimit(pid, LimitData, DataBytes);
        Libc.SetLimit(pid, LimitCore, 0);
        foreach (var child in Children(pid))
        {
            Set(child);
        }
    }

    private static IEnumerable<int> Children(int pid)
    {
        var line = ProcFile.Read(
            string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/task/{pid}/children"),
            static bytes => System.Text.Encoding.ASCII.GetString(bytes),
            missing: ""
        );
        return line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(static word => int.Parse(word, CultureInfo.InvariantCulture));
    }

    private static ulong MachineMemory() => (ulong)GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
}
