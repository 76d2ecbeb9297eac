using System.Runtime.InteropServices;

namespace Pedrocode.Core.Posix;

internal static unsafe partial class Libc
{
    public const int ENOENT = 2;
    public const int E2BIG = 7;

    public const int SIGKILL = 9;
    public const int SIGTERM = 15;
    public const int SIGCHLD = 17;
    public const int SIGCONT = 18;

    public const int OpenNonBlocking = 0x800;

    public const short SpawnSetSignalDefaults = 0x04;
    public const short SpawnSetSignalMask = 0x08;
    public const short SpawnSetSession = 0x80;

    public const int WaitForPidDescriptor = 3; // P_PIDFD
    public const int WaitExited = 4; // WEXITED

    public const int EpollCloseOnExec = 0x80000;
    public const int EpollAdd = 1;
    public const int EpollDelete = 2;
    public const int EpollModify = 3;
    public const uint EpollReadable = 1;
    public const uint EpollOneShot = 1u << 30;

    // The same number on every architecture; the C library has wrappers only since 2.36.
    private const long PidDescriptorSendSignalNumber = 424;
    private const long PidDescriptorOpenNumber = 434;

    private const int ControlDuplicateCloseOnExec = 1030; // F_DUPFD_CLOEXEC
    private const int ControlSetFlags = 4; // F_SETFL
    private const ulong ControlBytesToRead = 0x541B; // FIONREAD

    [LibraryImport("libc", EntryPoint = "posix_spawn")]
    public static partial int Spawn(
        out int pid,
        byte* path,
        void* actions,
        void* attributes,
        byte** arguments,
        byte** environment
    );

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    public static partial int SpawnActionsInit(void* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    public static partial int SpawnActionsDestroy(void* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    public static partial int SpawnActionsDuplicate(void* actions, int descriptor, int target);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SpawnActionsOpen(void* actions, int descriptor, string path, int flags, uint mode);

    [LibraryImport(
        "libc",
        EntryPoint = "posix_spawn_file_actions_addchdir_np",
        StringMarshalling = StringMarshalling.Utf8
    )]
    public static partial int SpawnActionsChangeDirectory(void* actions, string path);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addclosefrom_np")]
    public static partial int SpawnActionsCloseFrom(void* actions, int descriptor);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    public static partial int SpawnAttributesInit(void* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    public static partial int SpawnAttributesDestroy(void* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    public static partial int SpawnAttributesSetFlags(void* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    public static partial int SpawnAttributesSetDefaults(void* attributes, void* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    public static partial int SpawnAttributesSetMask(void* attributes, void* signals);

    [LibraryImport("libc", EntryPoint = "sigemptyset")]
    public static partial int SignalSetClear(void* signals);

    [LibraryImport("libc", EntryPoint = "signal", SetLastError = true)]
    public static partial IntPtr Signal(int signal, IntPtr disposition);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "prlimit64", SetLastError = true)]
    private static partial int ProcessLimit(int pid, int resource, ulong* limits, ulong* before);

    [LibraryImport("libc", EntryPoint = "waitid", SetLastError = true)]
    public static partial int WaitId(int kind, int id, void* information, int options);

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    public static partial int Pipe(int* ends, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int descriptor, byte* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    public static partial int EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    public static partial int EpollControl(int epoll, int operation, int descriptor, byte* happening);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    public static partial int EpollWait(int epoll, byte* happenings, int count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint first, nint second, nint third, nint fourth);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int DeviceControl(int descriptor, nuint request, int* argument);

    /// <summary>A close-on-exec descriptor that becomes readable when the process has ended; negative where there is none of that id.</summary>
    public static int OpenPidDescriptor(int pid) => (int)SystemCall((nint)PidDescriptorOpenNumber, pid, 0, 0, 0);

    /// <summary>Reaches that very process or nobody, even where its id was given away since.</summary>
    public static bool SignalPidDescriptor(int descriptor, int signal) =>
        SystemCall((nint)PidDescriptorSendSignalNumber, descriptor, signal, 0, 0) == 0;

    /// <summary>Lowers a limit of a process of ours, soft and hard; one that has ended meanwhile needs none.</summary>
    public static void SetLimit(int pid, int resource, ulong most)
    {
        var limits = stackalloc ulong[2];
        if (ProcessLimit(pid, resource, null, limits) == 0)
        {
            limits[0] = Math.Min(limits[0], most);
            limits[1] = Math.Min(limits[1], most);
            _ = ProcessLimit(pid, resource, limits, null);
        }
    }

    /// <summary>A pipe: close-on-exec, both ends above 2, the reading end non-blocking.</summary>
    public static (int Reading, int Writing) OpenPipe()
    {
        var ends = stackalloc int[2];
        if (Pipe(ends, OpenCloseOnExec) != 0)
        {
            throw LastError("cannot make", "a pipe");
        }
        var (reading, writing) = (Above2(ends[0]), Above2(ends[1]));
        _ = Control(reading, ControlSetFlags, OpenNonBlocking);
        return (reading, writing);
    }

    public static int BytesToRead(int descriptor)
    {
        var count = 0;
        return DeviceControl(descriptor, (nuint)ControlBytesToRead, &count) == 0 ? count : 0;
    }

    private static int Above2(int descriptor)
    {
        if (descriptor > 2)
        {
            return descriptor;
        }
        var moved = Control(descriptor, ControlDuplicateCloseOnExec, 3);
        _ = Close(descriptor);
        return moved;
    }
}
