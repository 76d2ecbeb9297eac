using System.IO.Pipes;

namespace Pedrocode.Cli.Terminals;

/// <summary>Ends a wait for input from another thread: a pipe whose reading end is waited on too.</summary>
internal sealed class WakeUp : IDisposable
{
    private readonly AnonymousPipeServerStream pipe = new(PipeDirection.Out, HandleInheritability.None);
    private int pending;

    public int Descriptor => (int)pipe.ClientSafePipeHandle.DangerousGetHandle();

    public void Wake()
    {
        // One byte at a time: the pipe can never be full.
        if (Interlocked.Exchange(ref pending, 1) == 0)
        {
            pipe.WriteByte(0);
        }
    }

    public void Reset()
    {
        Span<byte> one = stackalloc byte[1];
        _ = Tty.Read(Descriptor, one);
        Volatile.Write(ref pending, 0);
    }

    public void Dispose() => pipe.Dispose();
}
