using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace Pedrocode.Core.Posix;

/// <summary>posix_spawn(3) as pedrocode uses it: a session of its own, clean signals, no descriptor but 0 to 2.</summary>
internal static unsafe class ChildSpawn
{
    // More than any C library's posix_spawn_file_actions_t, posix_spawnattr_t (336) and sigset_t (128) take.
    private const int ActionsSize = 256;
    private const int AttributesSize = 512;
    private const int SignalSetSize = 256;

    /// <summary>The new process's id. Throws <see cref="ChildStartException"/>; then nothing was started.</summary>
    public static int Start(ChildStart start, int output, int errors)
    {
        if (!Directory.Exists(start.WorkDir))
        {
            throw new ChildStartException(ChildStartFault.NoWorkDir, $"no such directory: {start.WorkDir}");
        }
        var program = Resolve(start);
        using var arguments = new StringVector([program, .. start.Arguments]);
        using var environment = new StringVector(Entries(start));
        return Spawn(start.WorkDir, output, errors, arguments, environment) is var (pid, errno) && errno == 0
            ? pid
            : throw Failed(errno, program);
    }

    private static string Resolve(ChildStart start)
    {
        if (!start.Program.Contains('/'))
        {
            return ProgramPath.Find(start.Program, start.Environment.GetValueOrDefault("PATH"))
                ?? throw new ChildStartException(ChildStartFault.NoProgram, $"{start.Program} is not in PATH");
        }
        var path = Path.GetFullPath(start.Program, start.WorkDir);
        return ProgramPath.IsProgram(path)
            ? path
            : throw new ChildStartException(
                ChildStartFault.NoProgram,
                File.Exists(path) ? $"{path} is not executable" : $"no such program: {path}"
            );
    }

    private static IEnumerable<string> Entries(ChildStart start) =>
        start
            .Environment.Where(entry => entry.Key != ProcessTree.MarkerName)
            .Select(entry => $"{entry.Key}={entry.Value}")
            .Prepend($"{ProcessTree.MarkerName}={start.Marker}");

    private static ChildStartException Failed(int errno, string program) =>
        errno switch
        {
            // The program was there a moment ago: what is missing is its interpreter, or the directory by now.
            Libc.ENOENT => new(ChildStartFault.NoProgram, $"{program} needs an interpreter that is not there"),
            Libc.E2BIG => new(ChildStartFault.TooLong, "the command is longer than the system takes (128 KB)"),
            _ => new(ChildStartFault.Other, $"{program} cannot be started: {Marshal.GetPInvokeErrorMessage(errno)}"),
        };

    private static (int Pid, int Errno) Spawn(
        string workDir,
        int output,
        int errors,
        StringVector arguments,
        StringVector environment
    )
    {
        var actions = stackalloc byte[ActionsSize];
        var attributes = stackalloc byte[AttributesSize];
        var signals = stackalloc byte[SignalSetSize];
        _ = Libc.SpawnActionsInit(actions);
        _ = Libc.SpawnAttributesInit(attributes);
        try
        {
            _ = Libc.SpawnActionsOpen(actions, 0, "/dev/null", 0, 0);
            _ = Libc.SpawnActionsDuplicate(actions, output, 1);
            _ = Libc.SpawnActionsDuplicate(actions, errors, 2);
            _ = Libc.SpawnActionsChangeDirectory(actions, workDir);
            _ = Libc.SpawnActionsCloseFrom(actions, 3);
            // Not sigfillset: it leaves out the C library's own two, which the child would then ignore.
            new Span<byte>(signals, SignalSetSize).Fill(0xFF);
            _ = Libc.SpawnAttributesSetDefaults(attributes, signals);
            _ = Libc.SignalSetClear(signals);
            _ = Libc.SpawnAttributesSetMask(attributes, signals);
            _ = Libc.SpawnAttributesSetFlags(
                attributes,
                Libc.SpawnSetSession | Libc.SpawnSetSignalDefaults | Libc.SpawnSetSignalMask
            );
            var errno = Libc.Spawn(
                out var pid,
                arguments.Pointers[0],
                actions,
                attributes,
                arguments.Pointers,
                environment.Pointers
            );
            return (pid, errno);
        }
        finally
        {
            _ = Libc.SpawnAttributesDestroy(attributes);
            _ = Libc.SpawnActionsDestroy(actions);
        }
    }

    /// <summary>Strings as C wants them: a list of pointers, closed by a null, into one block.</summary>
    private sealed class StringVector : IDisposable
    {
        private readonly byte* block;

        public StringVector(IEnumerable<string> strings)
        {
            var all = strings.ToArray();
            if (all.Any(text => text.Contains('\0')))
            {
                throw new ChildStartException(ChildStartFault.Other, "a NUL character cannot be passed to a program");
            }
            block = (byte*)NativeMemory.Alloc((nuint)all.Sum(text => Encoding.UTF8.GetByteCount(text) + 1));
            Pointers = (byte**)NativeMemory.Alloc((nuint)(all.Length + 1), (nuint)sizeof(byte*));
            var next = block;
            for (var i = 0; i < all.Length; i++)
            {
                Pointers[i] = next;
                var size = Encoding.UTF8.GetByteCount(all[i]);
                next += Encoding.UTF8.GetBytes(all[i], new Span<byte>(next, size));
                *next++ = 0;
            }
            Pointers[all.Length] = null;
        }

        public byte** Pointers { get; }

        public void Dispose()
        {
            NativeMemory.Free(Pointers);
            NativeMemory.Free(block);
        }
    }
}
