using System.Runtime.InteropServices;

namespace Pedrocode.Bench.Children;

/// <summary>What is started, where, with which environment and nothing else of ours.</summary>
internal sealed record ChildStart(string Program, IReadOnlyList<string> Arguments)
{
    public required string WorkDir { get; init; }

    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    public string Input { get; init; } = "/dev/null";

    /// <summary>Where standard output and standard error go, at the file's end.</summary>
    public string Output { get; init; } = "/dev/null";

    /// <summary>The terminal that stands in the place of <see cref="Input"/> and <see cref="Output"/>.</summary>
    public PseudoTerminal? Terminal { get; init; }
}

/// <summary>posix_spawn(3): no copy of this process is made, and its signals and descriptors stay here.</summary>
internal static unsafe class Spawning
{
    // More than glibc's and musl's posix_spawn_file_actions_t, posix_spawnattr_t and sigset_t take.
    private const int ActionsSize = 256;
    private const int AttributesSize = 512;
    private const int SignalSetSize = 256;

    /// <summary>The new process's id.</summary>
    public static int Start(ChildStart start)
    {
        var actions = stackalloc byte[ActionsSize];
        var attributes = stackalloc byte[AttributesSize];
        var signals = stackalloc byte[SignalSetSize];
        _ = Libc.SpawnActionsInit(actions);
        _ = Libc.SpawnAttributesInit(attributes);
        var arguments = Strings([start.Program, .. start.Arguments]);
        var environment = Strings([.. start.Environment.Select(static entry => $"{entry.Key}={entry.Value}")]);
        try
        {
            AddStreams(actions, start);
            _ = Libc.SpawnActionsChangeDirectory(actions, start.WorkDir);
            _ = Libc.SpawnActionsCloseFrom(actions, 3);
            new Span<byte>(signals, SignalSetSize).Clear();
            _ = Libc.SpawnAttributesSetMask(attributes, signals);
            new Span<byte>(signals, SignalSetSize).Fill(0xFF);
            _ = Libc.SpawnAttributesSetDefaults(attributes, signals);
            _ = Libc.SpawnAttributesSetFlags(attributes, Flags(start));
            var errno = Libc.Spawn(out var pid, arguments[0], actions, attributes, arguments, environment);
            return errno == 0
                ? pid
                : throw new IOException(
                    $"cannot start {start.Program}: {Marshal.GetPInvokeErrorMessage(errno)}",
                    errno
                );
        }
        finally
        {
            Free(arguments);
            Free(environment);
            _ = Libc.SpawnAttributesDestroy(attributes);
            _ = Libc.SpawnActionsDestroy(actions);
        }
    }

    /// <summary>The first terminal that the leader of a new session opens becomes its controlling terminal.</summary>
    private static void AddStreams(void* actions, ChildStart start)
    {
        if (start.Terminal is { } terminal)
        {
            _ = Libc.SpawnActionsOpen(actions, 0, terminal.Name, Libc.OpenReadWrite, 0);
            _ = Libc.SpawnActionsDuplicate(actions, 0, 1);
        }
        else
        {
            const int Appending = Libc.OpenReadWrite | Libc.OpenCreate | Libc.OpenAppend;
            _ = Libc.SpawnActionsOpen(actions, 0, start.Input, Libc.OpenReadOnly, 0);
            _ = Libc.SpawnActionsOpen(actions, 1, start.Output, Appending, 0x180);
        }
        _ = Libc.SpawnActionsDuplicate(actions, 1, 2);
    }

    private static short Flags(ChildStart start)
    {
        const short Signals = Libc.SpawnSetSignalDefaults | Libc.SpawnSetSignalMask;
        return start.Terminal is null ? Signals : (short)(Signals | Libc.SpawnSetSession);
    }

    private static byte** Strings(string[] strings)
    {
        var pointers = (byte**)NativeMemory.AllocZeroed((nuint)(strings.Length + 1), (nuint)sizeof(byte*));
        for (var i = 0; i < strings.Length; i++)
        {
            pointers[i] = (byte*)Marshal.StringToCoTaskMemUTF8(strings[i]);
        }
        return pointers;
    }

    private static void Free(byte** strings)
    {
        for (var next = strings; *next is not null; next++)
        {
            Marshal.FreeCoTaskMem((IntPtr)(*next));
        }
        NativeMemory.Free(strings);
    }
}
