using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Pedrocode.Cli.Terminals;

/// <summary>The terminal as the C library has it: descriptors 0 and 1, their modes and their size.</summary>
internal static partial class Tty
{
    public const int Input = 0;
    public const int Output = 1;
    private const int Interrupted = 4;
    private const short Readable = 1;
    private const short Writable = 4;

    private static readonly int TryAgain = OperatingSystem.IsLinux() ? 11 : 35;
    private static readonly nuint GetWindowSize = OperatingSystem.IsLinux() ? 0x5413u : 0x40087468u;

    public static bool IsTty(int descriptor) => IsATty(descriptor) == 1;

    /// <summary>Columns and rows, or null where they are not known.</summary>
    public static (int Width, int Height)? Size(int descriptor)
    {
        Span<byte> size = stackalloc byte[8];
        // Variadic arguments of arm64 macOS are on the stack: six unused ones fill the registers before them.
        var result =
            OperatingSystem.IsMacOS() && RuntimeInformation.ProcessArchitecture == Architecture.Arm64
                ? IoctlOnStack(descriptor, GetWindowSize, 0, 0, 0, 0, 0, 0, size)
                : Ioctl(descriptor, GetWindowSize, size);
        int height = BinaryPrimitives.ReadUInt16LittleEndian(size);
        int width = BinaryPrimitives.ReadUInt16LittleEndian(size[2..]);
        return result == 0 && width > 0 && height > 0 ? (width, height) : null;
    }

    /// <summary>Bytes that are there, at most as many as fit: 0 at the end of input or when the terminal is gone.</summary>
    public static int Read(int descriptor, Span<byte> into)
    {
        while (true)
        {
            var count = ReadBytes(descriptor, into, (nuint)into.Length);
            if (count >= 0)
            {
                return (int)count;
            }
            var error = Marshal.GetLastPInvokeError();
            if (error == TryAgain)
            {
                Wait(descriptor, Readable);
            }
            else if (error != Interrupted)
            {
                return 0;
            }
        }
    }

    /// <summary>Writes all of it, also to a descriptor somebody made non-blocking. False: nobody is there to read it any more.</summary>
    public static bool Write(int descriptor, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var count = WriteBytes(descriptor, bytes, (nuint)bytes.Length);
            if (count >= 0)
            {
                bytes = bytes[(int)count..];
                continue;
            }
            var error = Marshal.GetLastPInvokeError();
            if (error == TryAgain)
            {
                Wait(descriptor, Writable);
            }
            else if (error != Interrupted)
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>Waits until one of two descriptors can be read; -1 milliseconds waits for ever. Neither: the time is over, or a signal came.</summary>
    public static (bool First, bool Second) WaitForEither(int first, int second, int milliseconds)
    {
        Span<PollDescriptor> both =
        [
            new() { Descriptor = first, Events = Readable },
            new() { Descriptor = second, Events = Readable },
        ];
        return Poll(both, 2, milliseconds) > 0 ? (both[0].Returned != 0, both[1].Returned != 0) : (false, false);
    }

    private static void Wait(int descriptor, short events)
    {
        Span<PollDescriptor> one = [new() { Descriptor = descriptor, Events = events }];
        _ = Poll(one, 1, -1);
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    // nfds_t is 64 bits on Linux, 32 on macOS: a small number in a register is both.
    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(Span<PollDescriptor> descriptors, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint ReadBytes(int descriptor, Span<byte> into, nuint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteBytes(int descriptor, ReadOnlySpan<byte> bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "isatty")]
    private static partial int IsATty(int descriptor);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Ioctl(int descriptor, nuint request, Span<byte> argument);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int IoctlOnStack(
        int descriptor,
        nuint request,
        nint unused1,
        nint unused2,
        nint unused3,
        nint unused4,
        nint unused5,
        nint unused6,
        Span<byte> argument
    );
}
