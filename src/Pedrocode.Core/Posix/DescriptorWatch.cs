using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Pedrocode.Core.Posix;

/// <summary>
/// One thread for all children: says once when a descriptor (a pipe, or a process by its pidfd) becomes readable.
/// It is started by the first child.
/// </summary>
internal sealed class DescriptorWatch
{
    private static readonly Lazy<DescriptorWatch> Shared = new(() => new DescriptorWatch());

    // struct epoll_event is packed on x86-64 only.
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture is Architecture.X64 ? 4 : 8;
    private static readonly int EventSize = DataOffset + 8;

    private readonly Lock gate = new();
    private readonly Dictionary<long, Action> watched = [];
    private readonly int epoll;
    private long lastToken;

    private DescriptorWatch()
    {
        epoll = Libc.EpollCreate(Libc.EpollCloseOnExec);
        if (epoll < 0)
        {
            throw Libc.LastError("cannot make", "an epoll descriptor");
        }
        new Thread(Run, maxStackSize: 256 * 1024) { IsBackground = true, Name = "children" }.Start();
    }

    /// <summary>
    /// Calls <paramref name="readable"/> once, on the watching thread, which it must leave quickly.
    /// Returns what <see cref="Again"/> and <see cref="Forget"/> need.
    /// </summary>
    public static long Add(int descriptor, Action readable) => Shared.Value.AddHere(descriptor, readable);

    /// <summary>Watches for the next time.</summary>
    public static void Again(int descriptor, long token) => Shared.Value.Set(Libc.EpollModify, descriptor, token);

    /// <summary>To be called before the descriptor is closed. A call that is under way may still come.</summary>
    public static void Forget(int descriptor, long token) => Shared.Value.ForgetHere(descriptor, token);

    private long AddHere(int descriptor, Action readable)
    {
        long token;
        lock (gate)
        {
            token = ++lastToken;
            watched[token] = readable;
        }
        if (!Set(Libc.EpollAdd, descriptor, token))
        {
            throw Libc.LastError("cannot watch", "a child process");
        }
        return token;
    }

    private void ForgetHere(int descriptor, long token)
    {
        lock (gate)
        {
            watched.Remove(token);
        }
        Set(Libc.EpollDelete, descriptor, token);
    }

    private unsafe bool Set(int operation, int descriptor, long token)
    {
        var happening = stackalloc byte[EventSize];
        var span = new Span<byte>(happening, EventSize);
        BinaryPrimitives.WriteUInt32LittleEndian(span, Libc.EpollReadable | Libc.EpollOneShot);
        BinaryPrimitives.WriteInt64LittleEndian(span[DataOffset..], token);
        return Libc.EpollControl(epoll, operation, descriptor, happening) == 0;
    }

    private unsafe void Run()
    {
        const int atOnce = 16;
        var happenings = stackalloc byte[EventSize * atOnce];
        while (true)
        {
            var count = Libc.EpollWait(epoll, happenings, atOnce, -1);
            for (var i = 0; i < count; i++)
            {
                var span = new ReadOnlySpan<byte>(happenings + (i * EventSize), EventSize);
                Readable(BinaryPrimitives.ReadInt64LittleEndian(span[DataOffset..]));
            }
        }
    }

    private void Readable(long token)
    {
        Action? readable;
        lock (gate)
        {
            watched.TryGetValue(token, out readable);
        }
        readable?.Invoke();
    }
}
