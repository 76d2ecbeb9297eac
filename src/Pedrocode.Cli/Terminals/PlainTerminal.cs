using System.Text;

namespace Pedrocode.Cli.Terminals;

/// <summary>Lines in, lines out, for pipes. Nothing is prompted, nothing remembered and nobody to interrupt.</summary>
internal sealed class PlainTerminal(TerminalTraits traits, History history) : Terminal(traits, history)
{
    private readonly WakeUp wakeUp = new();
    private readonly byte[] input = new byte[4096];
    private readonly Lock gate = new();
    private readonly MemoryStream unread = new();
    private bool atEnd;

    public override int Width => Tty.Size(Tty.Output)?.Width ?? 80;

    public override int Height => Tty.Size(Tty.Output)?.Height ?? 24;

    public override Task<Typed> ReadAsync(Prompt prompt, CancellationToken stop) =>
        Task.Factory.StartNew(() => Read(stop), stop, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    public override void SetPrompt(Prompt prompt) { }

    public override void Above(string text)
    {
        var lines = SafeText.Lines(text, Colour);
        lock (gate)
        {
            Tty.Write(Tty.Output, Encoding.UTF8.GetBytes(lines.EndsWith('\n') ? lines : lines + "\n"));
        }
    }

    public override void SetStatus(string? line) { }

    public override void Alert(string text) { }

    public override void Clear() { }

    public override Task FlushAsync() => Task.CompletedTask;

    public override Task RunOutsideAsync(Func<Task> run) => run();

    public override ValueTask DisposeAsync()
    {
        wakeUp.Dispose();
        unread.Dispose();
        return ValueTask.CompletedTask;
    }

    private Typed Read(CancellationToken stop)
    {
        using var waking = stop.Register(wakeUp.Wake);
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            var text = unread.GetBuffer().AsSpan(0, (int)unread.Length);
            if (text.IndexOf((byte)'\n') is var end and >= 0)
            {
                return Take(text[..end], text[(end + 1)..]);
            }
            if (atEnd)
            {
                return text.IsEmpty ? new Typed.EndOfInput() : Take(text, []);
            }
            Fill();
        }
    }

    private Typed.Line Take(ReadOnlySpan<byte> line, ReadOnlySpan<byte> rest)
    {
        var text = Encoding.UTF8.GetString(line).TrimEnd('\r');
        var kept = rest.ToArray();
        unread.SetLength(0);
        unread.Write(kept);
        return new Typed.Line(text);
    }

    private void Fill()
    {
        var (hasInput, woken) = Tty.WaitForEither(Tty.Input, wakeUp.Descriptor, -1);
        if (woken)
        {
            wakeUp.Reset();
        }
        if (hasInput)
        {
            var count = Tty.Read(Tty.Input, input);
            unread.Write(input.AsSpan(0, count));
            atEnd = count == 0;
        }
    }
}
